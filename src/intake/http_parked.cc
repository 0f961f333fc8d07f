#include "intake/http_parked.h"

#include <utility>

#include "accounts/accounts.h"
#include "json/reader.h"

namespace dunlin::intake {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::Cursor;
using workspace::Endpoint;
using workspace::in_read;
using workspace::Reply;
using workspace::reply_with;

/// A part ends after it, so that whoever asked sees how far it is.
constexpr Duration kPartLasts = std::chrono::seconds{10};

json::Value to_json(const ParkedEvent& event) {
  json::Object out;
  out["id"] = to_text(event.raw);
  out["position"] = event.position < 0 ? json::Value() : json::Value(event.position);
  out["workspace"] = event.workspace ? json::Value(to_text(*event.workspace)) : json::Value();
  out["account_ig_id"] = event.account_ig_id;
  out["reason"] = name(event.reason);
  out["kind"] = event.kind;
  out["detail"] = event.detail;
  out["parked_at"] = to_rfc3339(event.parked_at);
  out["attempts"] = event.attempts;
  return out;
}

/// What was asked for; an account by its id, which the store knows by Instagram's number.
struct Asked {
  std::optional<ParkReason> reason;
  std::optional<AccountId> account;
};

Result<ParkedFilter> filter_of(db::Tx& tx, const Scope& scope, const Asked& asked) {
  ParkedFilter filter{.reason = asked.reason};
  if (!asked.account) return filter;
  DUNLIN_TRY(const accounts::Account account, accounts::find(tx, scope, *asked.account));
  filter.account_ig_id = account.ig_id;
  return filter;
}

Error unknown_reason() {
  return Error(Code::invalid, "parked.reason_unknown",
               "It is one of undecodable, unknown_account, processing_failed, missing_sender, "
               "restored")
      .at("reason");
}

Result<Asked> read_asked(const Call& call) {
  Asked asked;
  DUNLIN_TRY(asked.account, call.id_parameter<AccountId>("account"));
  const auto reason = call.parameter("reason");
  if (!reason) return asked;
  asked.reason = park_reason_named(*reason);
  if (!asked.reason) return unknown_reason();
  return asked;
}

Task<Result<Reply>> get_list(db::Database database, const Call& call) {
  const auto limit = call.page_limit();
  if (!limit) return workspace::answer(limit.error());
  const auto asked = read_asked(call);
  if (!asked) return workspace::answer(asked.error());
  return in_read(
      database,
      [scope = call.scope, installer = call.installer, asked = *asked,
       cursor = std::string(call.cursor()), limit = *limit](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const auto filter, filter_of(tx, scope, asked));
        DUNLIN_TRY(const auto page, list_parked(tx, scope, installer, filter, cursor, limit));
        json::Array items;
        for (const ParkedEvent& event : page.items) items.push_back(to_json(event));
        json::Object body{{"items", std::move(items)}};
        body["next"] = page.next.empty() ? json::Value() : json::Value(page.next);
        return reply_with(std::move(body));
      });
}

Task<Result<Reply>> get_count(db::Database database, const Call& call) {
  const auto account = call.id_parameter<AccountId>("account");
  if (!account) return workspace::answer(account.error());
  return in_read(database,
                 [scope = call.scope, installer = call.installer,
                  account = *account](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto filter,
                              filter_of(tx, scope, {.reason = {}, .account = account}));
                   DUNLIN_TRY(const auto counted, count_parked(tx, scope, installer, filter));
                   std::int64_t count = 0;
                   json::Object reasons;
                   for (const auto& [reason, number] : counted.by_reason) {
                     reasons[name(reason)] = number;
                     count += number;
                   }
                   return reply_with(json::Object{
                       {"count", count}, {"more", counted.more}, {"reasons", std::move(reasons)}});
                 });
}

Task<Result<Reply>> replay_one(db::Database database, Replay replay, Call call) {
  const auto raw = call.id<RawEventId>();
  if (!raw) co_return raw.error();
  const auto work = [scope = call.scope, installer = call.installer, raw = *raw](db::Tx& tx) {
    return has_parked(tx, scope, installer, raw);
  };
  const auto visible = co_await database.read(work);
  if (!visible) co_return visible.error();
  if (!*visible) {
    co_return Error(Code::not_found, "api.not_found", "There is no such thing in this workspace");
  }
  const auto noted = co_await workspace::note_change(database, call);
  if (!noted) co_return noted.error();
  const auto outcome = co_await replay(*raw);
  if (!outcome) co_return outcome.error();
  co_return reply_with(json::Object{{"id", to_text(*raw)}, {"outcome", *outcome}});
}

struct Part {
  Asked asked;
  Cursor after;
  int limit = 50;
};

Result<Part> read_part(const json::Value& body) {
  const json::Value nothing = json::Object();
  json::Reader in(body.is_null() ? nothing : body);
  const auto reason = in.optional_text("reason", {.min_bytes = 1, .max_bytes = 40});
  const auto account = in.optional_text("account", {.min_bytes = 1, .max_bytes = 40});
  const auto cursor = in.optional_text("cursor", {.min_bytes = 1, .max_bytes = 100});
  const auto limit = in.optional_integer("limit", 1, 200);
  Part part;
  if (account && !(part.asked.account = parse_id<AccountId>(*account))) {
    in.fault("account", "api.id_invalid", "is not an id of the kind asked for");
  }
  const auto after = cursor ? workspace::parse_cursor(*cursor) : Cursor{};
  if (!after) in.fault("cursor", "api.cursor_invalid", "did not come from this list");
  DUNLIN_CHECK(in.finish());
  part.after = *after;
  part.limit = static_cast<int>(limit.value_or(part.limit));
  if (!reason) return part;
  part.asked.reason = park_reason_named(*reason);
  if (!part.asked.reason) return unknown_reason();
  return part;
}

struct Walked {
  int replayed = 0, parked_again = 0, failed = 0;
  std::int64_t left = 0;
  Cursor through;
};

/// Who walks: the call's own, as the transactions outlive its request.
struct Walker {
  db::Database database;
  Scope scope;
  bool installer = false;
};

/// One body; counted as what became of all its events.
Task<Status> replay_body(Walker walker, Replay replay, RawEventId raw, Walked& walked) {
  const auto outcome = co_await replay(raw);
  if (!outcome) {
    ++walked.failed;
    co_return Status();
  }
  const auto look = [scope = walker.scope, installer = walker.installer, raw](db::Tx& tx) {
    return has_parked(tx, scope, installer, raw);
  };
  const auto parked = co_await walker.database.read(look);
  if (!parked) co_return parked.error();
  ++(*parked ? walked.parked_again : walked.replayed);
  co_return Status();
}

Task<Result<Walked>> walk(Walker walker, Seams& seams, Replay replay, Part part) {
  const auto load = [walker, part](db::Tx& tx) -> Result<std::vector<ParkedBody>> {
    DUNLIN_TRY(const auto filter, filter_of(tx, walker.scope, part.asked));
    return parked_bodies(tx, walker.scope, walker.installer, filter, part.after, part.limit);
  };
  const auto bodies = co_await walker.database.read(load);
  if (!bodies) co_return bodies.error();
  Walked walked{.through = part.after};
  const Monotonic until = seams.clock.monotonic() + kPartLasts;
  for (const ParkedBody& body : *bodies) {
    const auto done = co_await replay_body(walker, replay, body.raw, walked);
    if (!done) co_return done.error();
    walked.through = {.at_us = to_us(body.parked_at), .id = body.raw.value};
    if (seams.clock.monotonic() >= until) break;
  }
  const auto count = [walker, part, through = walked.through](db::Tx& tx) -> Result<std::int64_t> {
    DUNLIN_TRY(const auto filter, filter_of(tx, walker.scope, part.asked));
    return count_bodies(tx, walker.scope, walker.installer, filter, through);
  };
  const auto left = co_await walker.database.read(count);
  if (!left) co_return left.error();
  walked.left = *left;
  co_return walked;
}

Task<Result<Reply>> replay_many(db::Database database, Seams& seams, Replay replay, Call call) {
  const auto part = read_part(call.body);
  if (!part) co_return part.error();
  const auto noted = co_await workspace::note_change(database, call);
  if (!noted) co_return noted.error();
  const Walker walker{database, call.scope, call.installer};
  const auto walked = co_await walk(walker, seams, replay, *part);
  if (!walked) co_return walked.error();
  json::Object body{{"replayed", walked->replayed},
                    {"parked_again", walked->parked_again},
                    {"failed", walked->failed},
                    {"left", walked->left}};
  body["next"] = walked->left > 0 ? json::Value(to_text(walked->through)) : json::Value();
  co_return reply_with(std::move(body));
}

}  // namespace

std::vector<Endpoint> parked_endpoints(db::Database main, Seams& seams, Replay replay) {
  using In = workspace::IdField::In;
  return {
      workspace::naming(endpoint("GET", "/api/v1/parked-events", Access::read,
                                 [main](const Call& call) { return get_list(main, call); }),
                        {{In::query, "account", AccountIdTag::prefix}}),
      workspace::naming(endpoint("GET", "/api/v1/parked-events/count", Access::read,
                                 [main](const Call& call) { return get_count(main, call); }),
                        {{In::query, "account", AccountIdTag::prefix}}),
      workspace::naming(
          changing("POST", "/api/v1/parked-events/replay", Access::manage, "event.replay",
                   [main, &seams, replay](Call call) {
                     return replay_many(main, seams, replay, std::move(call));
                   }),
          {{In::body, "account", AccountIdTag::prefix}}),
      changing("POST", "/api/v1/parked-events/{id}/replay", Access::manage, "event.replay",
               [main, replay](Call call) { return replay_one(main, replay, std::move(call)); }),
  };
}

}  // namespace dunlin::intake
