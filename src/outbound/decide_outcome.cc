#include "outbound/decide_outcome.h"

#include <algorithm>

#include <fmt/format.h>

#include "outbound/backoff.h"
#include "outbound/fingerprint.h"

namespace dunlin::outbound {
namespace {

/// Meta shows no more of a conversation.
constexpr std::size_t kShown = 20;
constexpr Duration kParkedWithoutTime = std::chrono::minutes{5};

Settlement unknown(const Attempt& attempt, std::string reason, std::string detail) {
  Settlement out;
  out.reason = std::move(reason);
  out.detail = std::move(detail);
  out.failures = attempt.failures;
#ifdef DUNLIN_BUG_retry_on_timeout
  out.state = IntentState::queued;
  out.next_at = attempt.now;
  return out;
#endif
#ifdef DUNLIN_BUG_reads_back_at_once
  out.next_at = attempt.now;
  return out;
#endif
  out.next_at = attempt.deadline + attempt.read_back_first;
  return out;
}

Settlement again(const Attempt& attempt, Instant next_at, std::string reason, std::string detail) {
  Settlement out;
  out.state = IntentState::queued;
  out.reason = std::move(reason);
  out.detail = std::move(detail);
  out.next_at = next_at;
  out.failures = attempt.failures;
  return out;
}

Settlement failed(const Attempt& attempt, std::string reason, std::string detail) {
  Settlement out;
  out.state = IntentState::failed;
  out.reason = std::move(reason);
  out.detail = std::move(detail);
  out.failures = attempt.failures + 1;
  return out;
}

Settlement retried(const Attempt& attempt, const graph::GraphError& error,
                   const std::string& detail) {
  const int allowed = std::min(retries_allowed(attempt.source), error.retries.value_or(1000));
  if (attempt.failures >= allowed) return failed(attempt, error.plain, detail);
  auto out = again(attempt, attempt.now + backoff(attempt.failures + 1, attempt.jitter),
                   error.plain, detail);
  out.failures = attempt.failures + 1;
  return out;
}

Settlement of_error(const graph::GraphError& error, const AccountChange& change,
                    const Attempt& attempt) {
  const std::string detail = fmt::format("graph {}/{}", error.code, error.subcode);
  switch (error.act) {
    case graph::ErrorAct::retry:
      return retried(attempt, error, detail);
    case graph::ErrorAct::throttle:
      return again(attempt, change.until.value_or(attempt.now), error.plain, detail);
    case graph::ErrorAct::pause:
    case graph::ErrorAct::reauthorise:
      // The gate holds it until the account is well again.
      return again(attempt, attempt.now, error.plain, detail);
    case graph::ErrorAct::terminal:
      return failed(attempt, error.plain, detail);
    case graph::ErrorAct::verify:
      return unknown(attempt, error.plain, detail);
  }
  return unknown(attempt, error.plain, detail);
}

AccountChange park(Instant until, std::string reason) {
  return {.kind = AccountChange::Kind::park, .until = until, .reason = std::move(reason)};
}

AccountChange of_usage(const graph::Usage& usage, Instant now) {
  if (usage.percent < 100) return {};
  return park(now + usage.regain_after.value_or(kParkedWithoutTime),
              "Instagram's limit on calls is reached; sending goes on when it allows it again.");
}

}  // namespace

AccountChange account_change(const graph::GraphError& error, const graph::Usage& usage,
                             Instant now) {
  switch (error.act) {
    case graph::ErrorAct::throttle:
#ifdef DUNLIN_BUG_ignores_waits
      return {};
#endif
      return park(now + usage.regain_after.value_or(error.park_for.value_or(kParkedWithoutTime)),
                  error.plain);
    case graph::ErrorAct::pause:
      return {.kind = AccountChange::Kind::pause, .until = std::nullopt, .reason = error.plain};
    case graph::ErrorAct::reauthorise:
      return {.kind = AccountChange::Kind::reconnect, .until = std::nullopt, .reason = error.plain};
    case graph::ErrorAct::retry:
    case graph::ErrorAct::terminal:
    case graph::ErrorAct::verify:
      return of_usage(usage, now);
  }
  return {};
}

Settlement decide_outcome(const graph::SendAnswer& answer, const Attempt& attempt) {
  if (const auto* sent = std::get_if<graph::Sent>(&answer.outcome)) {
    Settlement out;
    out.state = IntentState::sent;
    out.mid = sent->message_id;
    out.failures = attempt.failures;
    out.account = of_usage(answer.usage, attempt.now);
    return out;
  }
  if (const auto* not_sent = std::get_if<graph::NotSent>(&answer.outcome)) {
    // Meta, the network or the proxy is down: that is nobody's failed attempt, so it waits as long
    // as the window is open.
    auto out = again(attempt, attempt.now + backoff(attempt.waits + 1, attempt.jitter),
                     not_sent->reason, not_sent->id);
    out.waits = attempt.waits + 1;
    return out;
  }
  if (const auto* error = std::get_if<graph::GraphError>(&answer.outcome)) {
    const AccountChange change = account_change(*error, answer.usage, attempt.now);
    auto out = of_error(*error, change, attempt);
    out.account = change;
    out.means_stop = error->means_stop;
    return out;
  }
  const auto& not_known = std::get<graph::Unknown>(answer.outcome);
  auto out = unknown(attempt, not_known.reason, not_known.id);
  out.account = of_usage(answer.usage, attempt.now);
  return out;
}

ReadBack decide_read_back(const std::vector<SeenMessage>& newest_first, const SoughtSend& sought) {
  // The oldest that fits: a later one with the same text may belong to a later send.
  ReadBack found;
  for (const SeenMessage& seen : newest_first) {
    const bool ours = !seen.message.from_id.empty() && seen.message.from_id != sought.igsid;
    if (!ours || seen.known == SeenMessage::Known::as_another) continue;
    const bool same_text = echo_hash(seen.message.text) == sought.echo_hash;
    const bool bare_attachment = sought.has_attachment_shape && seen.message.text.empty();
    if (seen.known != SeenMessage::Known::as_this_send && !same_text && !bare_attachment) continue;
    found = {ReadBack::Verdict::found, seen.message.mid, seen.message.created_at};
  }
  if (found.verdict == ReadBack::Verdict::found) return found;
  const bool all_newer =
      newest_first.size() >= kShown && newest_first.back().message.created_at > sought.sending_at;
  if (all_newer) return {};
  return {ReadBack::Verdict::absent, "", {}};
}

Settlement decide_absent(const Absence& absence) {
  Settlement out;
  out.failures = absence.failures;
#ifdef DUNLIN_BUG_reads_back_at_once
  out.state = IntentState::queued;
  out.next_at = absence.now;
  return out;
#endif
  if (absence.look == Absence::Look::first) {
    out.reason = "It is not known yet whether this arrived; the conversation is read once more.";
    out.next_at = absence.now + absence.second_look_after;
    return out;
  }
  if (absence.verdict == ReadBack::Verdict::inconclusive ||
      absence.policy == Policy::at_most_once) {
    out.state = IntentState::held;
    out.reason = "It is not known whether this arrived. Look into the conversation and say so.";
    return out;
  }
  out.failures = absence.failures + 1;
  if (absence.failures >= retries_allowed(absence.source)) {
    out.state = IntentState::failed;
    out.reason = "It did not arrive, after several tries.";
    return out;
  }
  out.state = IntentState::queued;
  out.reason = "It did not arrive; it is sent again.";
  out.next_at = absence.now + backoff(out.failures, absence.jitter);
  return out;
}

}  // namespace dunlin::outbound
