#include "workspace/endpoint.h"

#include <charconv>

namespace dunlin::workspace {
namespace {

/// Without other words the object of a change is what the address names, or what was made.
std::string object_of(const Reply& reply, const Trail& trail) {
  if (!trail.object.empty() || !reply.body.is_object()) return trail.object;
  const json::Value* id = reply.body.get_object().if_contains("id");
  return id && id->is_string() ? std::string(id->get_string()) : std::string();
}

Trail trail_of(const Call& call) {
  Trail trail = call.trail;
  if (trail.object.empty() && !call.path.empty()) trail.object = call.path.front().second;
  return trail;
}

Task<Result<Reply>> write_audited(db::Database database, Scope scope, Trail trail,
                                  InTransaction work) {
  const auto audited = [scope = std::move(scope), trail = std::move(trail),
                        work = std::move(work)](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(Reply reply, work(tx));
    Changed changed = reply.changed.value_or(Changed{});
    if (changed.object.empty()) changed.object = object_of(reply, trail);
    DUNLIN_CHECK(record_change(tx, scope, trail, changed));
    return reply;
  };
  const InTransaction one_type = audited;
  co_return co_await database.write(one_type, db::Priority::people);
}

Task<Status> write_entry(db::Database database, Scope scope, Trail trail) {
  Changed changed;
  changed.object = trail.object;
  const auto entry = [scope = std::move(scope), trail = std::move(trail), changed](db::Tx& tx) {
    return record_change(tx, scope, trail, changed);
  };
  co_return co_await database.write(entry, db::Priority::people);
}

}  // namespace

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

Scope Call::installation_log() const {
  return ScopeMaker::for_installation(scope.actor());
}

Status Call::fresh() const {
  if (!signed_in || trail.at - signed_in->proved_at <= kProofLife) return {};
  return Error(Code::forbidden, "auth.prove_first", "This asks for your password once more.")
      .hinting("Give it with POST /api/v1/me/proof, then try again.");
}

Result<PersonScope> Call::self() const {
  if (signed_in) return signed_in->self;
  return Error(Code::unauthorized, "auth.missing", "Nobody is signed in.")
      .hinting("Sign in first: POST /api/v1/sign-in.");
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

Endpoint naming(Endpoint row, std::vector<IdField> ids) {
  row.ids = std::move(ids);
  return row;
}

Task<Result<Reply>> in_read(db::Database database, InTransaction work) {
  co_return co_await database.read(std::move(work));
}

Endpoint changing(std::string_view method, std::string_view pattern, Access access,
                  std::string_view action, std::function<Task<Result<Reply>>(Call)> handle) {
  Endpoint made = endpoint(method, pattern, access, std::move(handle));
  made.action = action;
  return made;
}

Task<Result<Reply>> in_write(db::Database database, const Call& call, InTransaction work) {
  return write_audited(std::move(database), call.scope, trail_of(call), std::move(work));
}

Task<Status> note_change(db::Database database, const Call& call) {
  return write_entry(std::move(database), call.scope, trail_of(call));
}

Task<Result<Reply>> answer(Result<Reply> reply) {
  co_return reply;
}

}  // namespace dunlin::workspace
