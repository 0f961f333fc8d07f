#include "pipeline/decide_profile.h"

#include <algorithm>

namespace dunlin::pipeline {
namespace {

/// With doubling from half a minute, the last try is about half a day after the first.
constexpr int kMostFailures = 12;
constexpr Duration kFirstWait = std::chrono::seconds{30};
constexpr Duration kLongestWait = std::chrono::hours{6};

ProfileDecision again(const ProfileAttempt& attempt) {
  ProfileDecision out;
  out.failures = attempt.failures + 1;
#ifdef DUNLIN_BUG_profile_read_once
  return out;
#endif
  if (out.failures >= kMostFailures) return out;
  const Duration full = std::min(kFirstWait * (1 << attempt.failures), kLongestWait);
  const double kept = 1.0 - 0.5 * std::clamp(attempt.jitter, 0.0, 1.0);
  out.next_at =
      attempt.now + Duration{static_cast<Duration::rep>(static_cast<double>(full.count()) * kept)};
  return out;
}

/// Limits and faults of the account are no failure of this read: it goes on when they end.
ProfileDecision when_account_is_well(const ProfileAttempt& attempt) {
  ProfileDecision out;
  out.next_at = attempt.now;
  out.failures = attempt.failures;
  return out;
}

ProfileDecision of_error(const graph::GraphError& error, const ProfileAttempt& attempt) {
  switch (error.act) {
    case graph::ErrorAct::terminal: {
      ProfileDecision out;
      out.keep.emplace();
      return out;
    }
    case graph::ErrorAct::throttle:
    case graph::ErrorAct::pause:
    case graph::ErrorAct::reauthorise:
      return when_account_is_well(attempt);
    case graph::ErrorAct::retry:
    case graph::ErrorAct::verify:
      return again(attempt);
  }
  return again(attempt);
}

contacts::Profile profile_of(const graph::ProfileAnswer& read) {
  return {.username = read.username,
          .name = read.name,
          .picture_url = read.picture_url,
          .follower_count = read.follower_count,
          .follows_account = read.follows_account,
          .followed_by_account = read.followed_by_account,
          .verified = read.verified};
}

}  // namespace

ProfileDecision decide_profile(const ProfileAnswer& answer, const ProfileAttempt& attempt) {
  if (const auto* read = std::get_if<graph::ProfileAnswer>(&answer.outcome)) {
    ProfileDecision out;
    out.keep = profile_of(*read);
    return out;
  }
  if (const auto* error = std::get_if<graph::GraphError>(&answer.outcome))
    return of_error(*error, attempt);
  ProfileDecision out = again(attempt);
  out.account = ProfileDecision::Account::is_silent;
  return out;
}

}  // namespace dunlin::pipeline
