#include <charconv>

#include "base/utf8.h"
#include "graph/error_table.h"
#include "json/json.h"

namespace dunlin::graph {
namespace {

constexpr std::size_t kLongestMessage = 500;
constexpr std::size_t kLongestTraceId = 100;

/// Some relays write numbers as text.
int whole(const json::Object& object, std::string_view key) {
  const json::Value* found = object.if_contains(key);
  if (!found) return 0;
  if (found->is_int64()) return static_cast<int>(found->get_int64());
  if (!found->is_string()) return 0;
  const std::string_view text = found->get_string();
  int out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return end.ec == std::errc{} && end.ptr == text.data() + text.size() ? out : 0;
}

std::string text(const json::Object& object, std::string_view key, std::size_t max_bytes) {
  const json::Value* found = object.if_contains(key);
  if (!found || !found->is_string()) return {};
  return std::string(utf8::cut(std::string_view(found->get_string()), max_bytes));
}

GraphError without_body(int http_status) {
  GraphError out;
  out.http_status = http_status;
  out.plain = "Instagram's answer could not be read; the message may or may not have been sent.";
  return out;
}

}  // namespace

GraphError classify(int http_status, std::string_view body) {
  const auto value = json::parse(body);
  if (!value || !value->is_object()) return without_body(http_status);
  const json::Value* found = value->get_object().if_contains("error");
  if (!found || !found->is_object()) return without_body(http_status);
  const json::Object& error = found->get_object();
  GraphError out = without_body(http_status);
  out.code = whole(error, "code");
  out.subcode = whole(error, "error_subcode");
  out.message = text(error, "message", kLongestMessage);
  out.trace_id = text(error, "fbtrace_id", kLongestTraceId);
  const json::Value* transient = error.if_contains("is_transient");
  out.transient = transient && transient->is_bool() && transient->get_bool();
  if (out.code == 0) return out;
  out.plain =
      "Instagram reported a fault that is not documented; the message may or may not have been "
      "sent.";
  if (const ErrorRow* row = find_row(out.code, out.subcode)) {
    out.act = row->act;
    out.plain = row->plain;
    out.means_stop = row->stop == ErrorRow::Stop::yes;
    out.park_for = row->park_for;
    out.retries = row->retries;
  }
#ifdef DUNLIN_BUG_retry_after_5xx
  if (out.act == ErrorAct::verify) out.act = ErrorAct::retry;
#endif
  return out;
}

}  // namespace dunlin::graph
