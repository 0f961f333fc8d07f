#include <charconv>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/utf8.h"
#include "rules/yaml.h"

namespace dunlin::rules {
namespace {

constexpr std::size_t kMaxBytes = 4 << 20;
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxValues = 200'000;

Error with_hint(Error error) {
  return std::move(error).hinting(
      "A document is `rules:` and a list, as an export of rules gives it.");
}

Error at_line(const YAML::Mark& mark, std::string_view id, std::string_view sentence) {
  const std::string where = mark.line < 0 ? std::string() : fmt::format("Line {}: ", mark.line + 1);
  return with_hint({Code::invalid, id, fmt::format("{}{}.", where, sentence)});
}

class Converter {
 public:
  explicit Converter(YamlDocument& out) : out_(out) {}

  Result<json::Value> value(const YAML::Node& node, const std::string& path, int depth) {
    const YAML::Mark mark = node.Mark();
    if (depth > kMaxDepth) return at_line(mark, "yaml.too_deep", "too deeply nested");
    // "?" is a plain scalar's tag, "!" a quoted one's.
    if (node.Tag().size() > 1) return at_line(mark, "yaml.unsupported", "tags are not supported");
    out_.lines[path] = mark.line + 1;
    switch (node.Type()) {
      case YAML::NodeType::Map:
        return map(node, path, depth);
      case YAML::NodeType::Sequence:
        return sequence(node, path, depth);
      case YAML::NodeType::Scalar:
        return scalar(node);
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return json::Value();
  }

 private:
  Result<json::Value> map(const YAML::Node& node, const std::string& path, int depth) {
    json::Object out;
    for (const auto& entry : node) {
      const YAML::Mark mark = entry.first.Mark();
      if (!entry.first.IsScalar())
        return at_line(mark, "yaml.unsupported", "a key must be plain text");
      const std::string& key = entry.first.Scalar();
      if (out.contains(key))
        return at_line(mark, "yaml.duplicate_key", fmt::format("\"{}\" is there twice", key));
      DUNLIN_TRY(out[key], value(entry.second, path.empty() ? key : path + '.' + key, depth + 1));
    }
    return json::Value(std::move(out));
  }
  Result<json::Value> sequence(const YAML::Node& node, const std::string& path, int depth) {
    json::Array out;
    for (const YAML::Node& item : node) {
      DUNLIN_TRY(json::Value one, value(item, fmt::format("{}[{}]", path, out.size()), depth + 1));
      out.push_back(std::move(one));
    }
    return json::Value(std::move(out));
  }
  static Result<json::Value> scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return json::Value(text);
    if (text == "true" || text == "True" || text == "TRUE") return json::Value(true);
    if (text == "false" || text == "False" || text == "FALSE") return json::Value(false);
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc() && end == text.data() + text.size()) return json::Value(number);
    return json::Value(text);
  }

  YamlDocument& out_;
};

struct TooManyValues {
  YAML::Mark mark;
};

/// Builds nothing: an alias may stand inside what it names, and a few of them unfold to gigabytes;
/// and what has too many values is not worth building.
class Doorkeeper final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { look_at(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { look_at(mark, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string&) override {
    look_at(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    look_at(mark, anchor);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    look_at(mark, anchor);
  }
  void OnMapEnd() override {}

 private:
  void look_at(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) throw YAML::ParserException(mark, "anchors and aliases are not supported");
    if (++values_ > kMaxValues) throw TooManyValues{mark};
  }
  std::size_t values_ = 0;
};

}  // namespace

Result<YamlDocument> parse_yaml(std::string_view text) {
  if (text.size() > kMaxBytes)
    return Error(Code::too_large, "yaml.too_large", "The YAML document is over 4 MiB.")
        .hinting("Import it in parts, with mode merge.");
  if (!utf8::valid(text) || text.find('\0') != std::string_view::npos) {
    return with_hint({Code::invalid, "yaml.syntax", "The YAML document is not valid UTF-8."});
  }
  YamlDocument out;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Doorkeeper doorkeeper;
    // yaml-cpp takes nothing of "," and calls it one document after another without end.
    if (!parser.HandleNextDocument(doorkeeper) || parser.HandleNextDocument(doorkeeper))
      return with_hint({Code::invalid, "yaml.syntax", "There must be exactly one YAML document."});
    DUNLIN_TRY(out.value, Converter(out).value(YAML::Load(std::string(text)), "", 0));
  } catch (const TooManyValues& found) {
    return at_line(found.mark, "yaml.too_many_values", "too many values");
  } catch (const YAML::Exception& error) {
    return at_line(error.mark, "yaml.syntax", error.msg);
  }
  return out;
}

Error YamlDocument::located(Error error) const {
  std::string_view path = error.field;
  while (true) {
    const auto found = lines.find(path);
    if (found != lines.end()) {
      error.message = fmt::format("Line {}: {}", found->second, error.message);
      return error;
    }
    if (path.empty()) return error;
    const auto cut = path.find_last_of(".[");
    path = cut == std::string_view::npos ? std::string_view() : path.substr(0, cut);
  }
}

}  // namespace dunlin::rules
