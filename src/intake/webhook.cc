#include <utility>

#include "base/log.h"
#include "intake/appender.h"
#include "intake/http_webhook.h"
#include "intake/intake.h"
#include "intake/quiet_log.h"
#include "intake/verification.h"

namespace dunlin::intake {
struct Webhook::State {
  Seams& seams;
  net::SignatureVerifier verifier;
  Secret<> verify_token;
  std::size_t max_waiting_bytes = 0;
  Accepted accepted;
  Appender appender;
  std::size_t waiting_bytes = 0;
  std::size_t waiting = 0;
  QuietLog bad_signatures, bad_verifications, failures;

  std::shared_ptr<const RawEvent> receive(net::Request& request, int secret_index) {
    RawEvent raw;
    raw.id = seams.ids.next<RawEventId>();
    raw.received_at = seams.clock.now();
    raw.origin = Origin::webhook;
    raw.secret_index = secret_index;
    raw.body = std::move(request.body);
    return std::make_shared<const RawEvent>(std::move(raw));
  }

  net::Response refuse(Refusal refusal, const net::Request& request) {
    if (refusal == Refusal::no_secret) return refusal_response(refusal);
    if (const auto kept_back = bad_signatures.due(seams.clock.monotonic())) {
      log::warning("webhook.signature_refused", {{"reason", name(refusal)},
                                                 {"peer", request.peer.address},
                                                 {"refused_before", *kept_back}});
    }
    return refusal_response(refusal);
  }

  net::Response fail(Refusal refusal, const Error* cause) {
    if (const auto kept_back = failures.due(seams.clock.monotonic())) {
      log::error("webhook.not_stored", {{"reason", name(refusal)},
                                        {"cause", cause == nullptr ? std::string() : cause->text()},
                                        {"failed_before", *kept_back}});
    }
    return refusal_response(refusal);
  }
};

Webhook::Webhook(Seams& seams, db::Database journal, WebhookOptions options, Accepted accepted)
    : state_(new State{.seams = seams,
                       .verifier = net::SignatureVerifier(std::move(options.app_secrets)),
                       .verify_token = std::move(options.verify_token),
                       .max_waiting_bytes = options.max_waiting_bytes,
                       .accepted = std::move(accepted),
                       .appender = Appender(std::move(journal), workspace::ScopeMaker::for_node()),
                       .bad_signatures = {},
                       .bad_verifications = {},
                       .failures = {}}) {}

Webhook::~Webhook() = default;

Task<net::Response> Webhook::verify(const net::Request& request) {
  const Verification outcome = judge_verification(state_->verify_token, request);
  if (outcome == Verification::verified) {
    log::info("webhook.verified", {{"peer", request.peer.address}});
  } else if (const auto kept_back =
                 state_->bad_verifications.due(state_->seams.clock.monotonic())) {
    log::warning("webhook.verification_refused", {{"reason", name(outcome)},
                                                  {"peer", request.peer.address},
                                                  {"refused_before", *kept_back}});
  }
  co_return verification_response(outcome, request);
}

Task<net::Response> Webhook::accept(net::Request request) {
  State& state = *state_;
  const auto verdict = judge_signature(state.verifier, request);
  if (const auto* refusal = std::get_if<Refusal>(&verdict)) {
    co_return state.refuse(*refusal, request);
  }
  const std::size_t bytes = request.body.size();
  if (state.waiting_bytes + bytes > state.max_waiting_bytes)
    co_return state.fail(Refusal::busy, nullptr);

  const auto raw = state.receive(request, std::get<Signed>(verdict).secret_index);
  state.waiting_bytes += bytes;
  ++state.waiting;
  const Status stored = co_await state.appender.append(raw);
  state.waiting_bytes -= bytes;
  --state.waiting;
#ifdef DUNLIN_BUG_false_200
  co_return received_response();
#endif
#ifdef DUNLIN_BUG_unknown_commit_is_good
  if (!stored && stored.error().code == Code::outcome_unknown) co_return received_response();
#endif
  if (!stored) co_return state.fail(Refusal::not_durable, &stored.error());
  state.accepted(*raw, state.waiting);
  co_return received_response();
}

}  // namespace dunlin::intake
