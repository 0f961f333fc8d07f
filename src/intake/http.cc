#include <utility>

#include "intake/http_parked.h"
#include "intake/verification.h"
#include "json/reader.h"

namespace dunlin::intake {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::Endpoint;
using workspace::Reply;

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

std::vector<Endpoint> endpoints(db::Database main, Seams& seams, Replay replay,
                                WebhookOptions options) {
  std::vector<Endpoint> table = parked_endpoints(std::move(main), seams, std::move(replay));
  table.push_back(workspace::endpoint("POST", "/api/v1/webhook/verify-test", Access::manage,
                                      [token = std::move(options.verify_token)](const Call& call) {
                                        return workspace::answer(verify_test(token, call.body));
                                      }));
  return table;
}

}  // namespace dunlin::intake
