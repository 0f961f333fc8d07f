#include "db/sql_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"

namespace dunlin::db {
namespace {

struct Fragment {
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgres;
};

constexpr std::array kFragments{
    Fragment{"{pk}", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"},
    Fragment{"{bigint}", "INTEGER", "BIGINT"},
    Fragment{"{blob}", "BLOB", "BYTEA"},
    Fragment{"{strict}", "STRICT", ""},
    Fragment{"{clustered}", "STRICT, WITHOUT ROWID", ""},
    Fragment{"{for_update}", "", "FOR UPDATE"},
    Fragment{"{skip_locked}", "", "FOR UPDATE SKIP LOCKED"},
};
constexpr std::string_view kSearch = "{search} $";

const Fragment* fragment_at(std::string_view rest) {
  for (const Fragment& fragment : kFragments) {
    if (rest.starts_with(fragment.name)) return &fragment;
  }
  return nullptr;
}

/// Writes the match of the parameter that follows; returns how much of `rest` it stands for.
std::size_t expand_search(std::string_view rest, Engine engine, std::string& out) {
  std::size_t end = kSearch.size();
  while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
  const std::string_view parameter = rest.substr(kSearch.size() - 1, end - kSearch.size() + 1);
  out += engine == Engine::sqlite ? "MATCH " : "@@ to_tsquery('simple', ";
  out += parameter;
  if (engine == Engine::postgres) out += ')';
  return end;
}

constexpr std::string_view kValues = "VALUES ";

/// The length of the parentheses that `text` begins with.
std::size_t parenthesized(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
  }
  return text.size();
}

/// With every `$n` as `$(n + by)`.
void append_renumbered(std::string& out, std::string_view text, int by) {
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('$'), text.size());
    out += text.substr(0, at);
    if (at == text.size()) return;
    int number = 0;
    const auto end = std::from_chars(text.data() + at + 1, text.data() + text.size(), number).ptr;
    out += '$';
    out += std::to_string(number + by);
    text = std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end));
  }
}

}  // namespace

std::string for_rows(std::string_view sql, std::size_t rows) {
  const std::size_t at = sql.find(kValues);
  check(at != std::string_view::npos, "what is asked for many rows has VALUES in its text");
  const std::size_t begin = at + kValues.size();
  const std::string_view row = sql.substr(begin, parenthesized(sql.substr(begin)));
  const int columns = count_parameters(sql);
  std::string out(sql.substr(0, begin));
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0) out += ", ";
    append_renumbered(out, row, static_cast<int>(i) * columns);
  }
  out += sql.substr(begin + row.size());
  return out;
}

std::string expand_fragments(std::string_view sql, Engine engine) {
  std::string out;
  out.reserve(sql.size() + 32);
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    if (rest.front() != '{') {
      out += rest.front();
      ++at;
    } else if (const Fragment* fragment = fragment_at(rest)) {
      out += engine == Engine::sqlite ? fragment->sqlite : fragment->postgres;
      at += fragment->name.size();
    } else if (rest.starts_with(kSearch)) {
      at += expand_search(rest, engine, out);
    } else {
      out += '{';
      ++at;
    }
  }
  return out;
}

int count_parameters(std::string_view sql) {
  int most = 0;
  for (auto at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    int number = 0;
    std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
    most = std::max(most, number);
  }
  return most;
}

}  // namespace dunlin::db
