#include "workspace/endpoint.h"

#include <charconv>

namespace dunlin::workspace {

std::string_view Call::path_value(std::string_view name) const {
  for (const auto& [key, value] : path) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::string_view> Call::parameter(std::string_view name) const {
  auto value = request ? request->parameter(name) : std::nullopt;
  if (value && value->empty()) value.reset();
  return value;
}

Result<int> Call::page_limit() const {
  constexpr int kDefault = 50;
  constexpr int kMost = 200;
  const auto text = parameter("limit");
  if (!text) return kDefault;
  int limit = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (fault != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > kMost) {
    return Error(Code::invalid, "api.limit_invalid", "`limit` is a whole number from 1 to 200")
        .at("limit");
  }
  return limit;
}

std::string_view Call::cursor() const {
  return parameter("cursor").value_or(std::string_view{});
}

Result<PageAsked> Call::page() const {
  DUNLIN_TRY(const int limit, page_limit());
  PageAsked asked{.limit = limit, .after = std::nullopt};
  if (cursor().empty()) return asked;
  asked.after = parse_cursor(cursor());
  if (!asked.after) {
    return Error(Code::invalid, "api.cursor_invalid", "This cursor was not given by this list")
        .at("cursor")
        .hinting("Take `next` of the page before as it is, or leave it out to start anew.");
  }
  return asked;
}

Result<NodeScope> Call::node() const {
  if (installer) return ScopeMaker::for_node();
  return Error(Code::forbidden, "auth.not_allowed", "This key may not do that.")
      .hinting("Use a key made with installer rights.");
}

Error Call::no_such_thing() {
  return Error(Code::not_found, "api.not_found", "There is no such thing in this workspace");
}

Error Call::malformed_id(std::string_view name) {
  return Error(Code::invalid, "api.id_invalid", "This is not an id of the kind asked for").at(name);
}

Reply reply_with(json::Value body, int status) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

Endpoint endpoint(std::string_view method, std::string_view pattern, Access access,
                  std::function<Task<Result<Reply>>(Call)> handle) {
  Endpoint made;
  made.method = method;
  made.pattern = pattern;
  made.access = access;
  made.handle = std::move(handle);
  return made;
}

Task<Result<Reply>> in_read(db::Database database, InTransaction work) {
  co_return co_await database.read(std::move(work));
}

Task<Result<Reply>> in_write(db::Database database, InTransaction work) {
  co_return co_await database.write(std::move(work), db::Priority::people);
}

Task<Result<Reply>> answer(Result<Reply> reply) {
  co_return reply;
}

}  // namespace dunlin::workspace
