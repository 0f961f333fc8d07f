#include <utility>

#include "intake/intake.h"
#include "intake/verification.h"
#include "json/reader.h"
#include "workspace/page.h"

namespace dunlin::intake {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::Endpoint;
using workspace::Reply;

json::Value to_json(const ParkedEvent& event) {
  json::Object out;
  out["id"] = to_text(event.raw);
  out["position"] = event.position < 0 ? json::Value() : json::Value(event.position);
  out["workspace"] = event.workspace ? json::Value(to_text(*event.workspace)) : json::Value();
  out["reason"] = name(event.reason);
  out["kind"] = event.kind;
  out["detail"] = event.detail;
  out["parked_at"] = to_rfc3339(event.parked_at);
  out["attempts"] = event.attempts;
  return out;
}

Task<Result<Reply>> list(db::Database database, Call call) {
  const auto limit = call.page_limit();
  if (!limit) co_return limit.error();
  const auto work = [scope = call.scope, installer = call.installer,
                     cursor = std::string(call.cursor()), limit = *limit](db::Tx& tx) {
    return list_parked(tx, scope, installer, cursor, limit);
  };
  const auto page = co_await database.read(work);
  if (!page) co_return page.error();
  json::Array items;
  for (const ParkedEvent& event : page->items) items.push_back(to_json(event));
  Reply reply;
  json::Object body;
  body["items"] = std::move(items);
  body["next"] = page->next.empty() ? json::Value() : json::Value(page->next);
  reply.body = std::move(body);
  co_return reply;
}

Task<Result<Reply>> replay_parked(db::Database database, Replay replay, Call call) {
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
  Reply reply;
  json::Object body;
  body["id"] = to_text(*raw);
  body["outcome"] = *outcome;
  reply.body = std::move(body);
  co_return reply;
}

/// What Meta sends when the callback is saved in its dashboard, with what the caller wants changed.
Result<net::Request> verification_request(const json::Value& body, const Secret<>& token) {
  constexpr std::string_view kSampleChallenge = "1158201444";
  constexpr json::TextLimits kLimits{.min_bytes = 0, .max_bytes = 500};
  const json::Value nothing = json::Object();
  json::Reader in(body.is_null() ? nothing : body);
  const auto mode = in.optional_text("mode", kLimits);
  const auto given = in.optional_text("verify_token", kLimits);
  const auto challenge = in.optional_text("challenge", kLimits);
  DUNLIN_CHECK(in.finish());
  net::Request request;
  request.method = "GET";
  request.path = "/webhooks/instagram";
  request.query.emplace_back("hub.mode", mode.value_or("subscribe"));
  request.query.emplace_back("hub.verify_token", given.value_or(token.reveal()));
  request.query.emplace_back("hub.challenge", challenge.value_or(std::string(kSampleChallenge)));
  return request;
}

Result<Reply> verify_test(const Secret<>& token, const json::Value& body) {
  DUNLIN_TRY(const net::Request request, verification_request(body, token));
  const Verification outcome = judge_verification(token, request);
  const net::Response response = verification_response(outcome, request);
  Reply reply;
  json::Object out;
  out["verified"] = outcome == Verification::verified;
  out["outcome"] = name(outcome);
  out["status"] = response.status;
  out["body"] = response.body;
  out["explanation"] = explanation(outcome);
  reply.body = std::move(out);
  return reply;
}

}  // namespace

std::vector<Endpoint> endpoints(db::Database main, Replay replay, WebhookOptions options) {
  std::vector<Endpoint> table(3);
  table[0].method = "GET";
  table[0].pattern = "/api/v1/parked-events";
  table[0].access = Access::read;
  table[0].handle = [main](Call call) { return list(main, std::move(call)); };

  table[1].method = "POST";
  table[1].pattern = "/api/v1/parked-events/{id}/replay";
  table[1].access = Access::manage;
  table[1].action = "event.replay";
  table[1].handle = [main, replay = std::move(replay)](Call call) {
    return replay_parked(main, replay, std::move(call));
  };

  table[2].method = "POST";
  table[2].pattern = "/api/v1/webhook/verify-test";
  table[2].access = Access::manage;
  table[2].handle = [token = std::move(options.verify_token)](const Call& call) {
    return workspace::answer(verify_test(token, call.body));
  };
  return table;
}

}  // namespace dunlin::intake
