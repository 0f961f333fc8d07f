#include "alerts/decide_alerts.h"

#include <algorithm>

namespace dunlin::alerts {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

/// Days before a token's end at which it is told again (PRODUCT §2.3).
constexpr std::array<std::int64_t, 3> kTokenSteps{7, 3, 1};
constexpr std::int64_t kMebibyte = 1 << 20;

/// Collects what stands, with the settings at hand.
struct Watch {
  const Facts& facts;
  const Settings& settings;
  std::vector<Condition> found{};

  /// The threshold of a kind that is switched on.
  [[nodiscard]] std::optional<std::int64_t> on(Kind kind) const {
    const auto setting = std::ranges::find(settings, kind, &Setting::kind);
    if (setting == settings.end() || !setting->enabled) return std::nullopt;
    return setting->threshold;
  }
  void add(Condition condition) { found.push_back(std::move(condition)); }
};

template <class Unit>
std::int64_t whole(Duration duration) {
  return std::chrono::floor<Unit>(duration).count();
}

void watch_silence(Watch& watch, const AccountFacts& account) {
  const auto threshold = watch.on(Kind::webhook_silence);
  const bool listens = account.state == accounts::State::active &&
                       account.transport == accounts::Transport::graph && account.heard_at;
  if (!threshold || !listens) return;
  const Duration silent = watch.facts.now - *account.heard_at;
  if (silent < hours{*threshold}) return;
  watch.add({.kind = Kind::webhook_silence,
             .object = account.id.value,
             .facts = {{"account", account.username}, {"hours", whole<hours>(silent)}}});
}

void watch_state(Watch& watch, const AccountFacts& account) {
  json::Object named{{"account", account.username}, {"reason", account.state_reason}};
  if (account.state == accounts::State::needs_reconnect && watch.on(Kind::account_disconnected)) {
    watch.add({.kind = Kind::account_disconnected,
               .object = account.id.value,
               .severity = Severity::critical,
               .facts = std::move(named)});
  } else if (account.state == accounts::State::paused && watch.on(Kind::account_paused)) {
    watch.add({.kind = Kind::account_paused,
               .object = account.id.value,
               .severity = Severity::critical,
               .facts = std::move(named)});
  }
}

void watch_token(Watch& watch, const AccountFacts& account) {
  const auto threshold = watch.on(Kind::token_expiring);
  const bool holds = account.state == accounts::State::active && account.token_expires_at;
  if (!threshold || !holds) return;
  const Duration left = *account.token_expires_at - watch.facts.now;
  if (left > days{*threshold}) return;
  const auto passed = [left, limit = *threshold](std::int64_t step) {
    return step < limit && left <= days{step};
  };
  const auto level = std::ranges::count_if(kTokenSteps, passed);
  watch.add({.kind = Kind::token_expiring,
             .object = account.id.value,
             .level = static_cast<int>(level),
             .severity = left <= days{3} ? Severity::critical : Severity::warning,
             .facts = {{"account", account.username},
                       {"days", std::max<std::int64_t>(0, whole<days>(left))},
                       {"until", to_rfc3339(*account.token_expires_at)}}});
}

void watch_sends(Watch& watch) {
  const Facts& facts = watch.facts;
  const auto late = [&](Kind kind, std::optional<Instant> since, json::Object named) {
    const auto threshold = watch.on(kind);
    if (!threshold || !since || facts.now - *since < minutes{*threshold}) return;
    named["minutes"] = whole<minutes>(facts.now - *since);
    watch.add({.kind = kind, .facts = std::move(named)});
  };
  late(Kind::sends_unknown, facts.oldest_unknown_at, {{"count", facts.unknown}});
  late(Kind::queue_age, facts.oldest_due_at, {});
  const auto share = watch.on(Kind::error_share);
  const std::int64_t all = facts.sent + facts.failed;
  if (!share || all < kFewestSends || facts.failed * 100 < *share * all) return;
  watch.add(
      {.kind = Kind::error_share,
       .severity = Severity::critical,
       .facts = {{"percent", facts.failed * 100 / all}, {"failed", facts.failed}, {"count", all}}});
}

void watch_people(Watch& watch) {
  const auto threshold = watch.on(Kind::sign_in_failures);
  for (const GuessedAt& one : watch.facts.guessed_at) {
    if (!threshold || one.failures < *threshold) continue;
    watch.add({.kind = Kind::sign_in_failures,
               .object = one.person.value,
               .facts = {{"member", one.name}, {"failures", one.failures}}});
  }
}

void watch_machine(Watch& watch) {
  if (!watch.facts.machine) return;
  const Machine& machine = *watch.facts.machine;
  if (machine.unreachable && watch.on(Kind::instagram_unreachable)) {
    watch.add({.kind = Kind::instagram_unreachable,
               .severity = Severity::critical,
               .facts = {{"reason", *machine.unreachable}}});
  }
  const auto disk = watch.on(Kind::disk_low);
  if (disk && machine.free_bytes && *machine.free_bytes < *disk * kMebibyte) {
    watch.add({.kind = Kind::disk_low,
               .severity = Severity::critical,
               .facts = {{"mebibytes", *machine.free_bytes / kMebibyte}}});
  }
  const auto age = watch.on(Kind::backup_old);
  if (!age || !machine.knows_backups) return;
  const bool fresh = machine.newest_backup && watch.facts.now - *machine.newest_backup < days{*age};
  if (fresh) return;
  json::Object named{{"days", *age}};
  if (machine.newest_backup) named["since"] = to_rfc3339(*machine.newest_backup);
  watch.add({.kind = Kind::backup_old, .facts = std::move(named)});
}

bool same(const Condition& condition, const Alert& alert) {
  return condition.kind == alert.kind && condition.object == alert.object;
}

/// The open row of a condition, else the one that ended last.
const Alert* row_for(const Condition& condition, const std::vector<Alert>& rows, Instant now) {
  const Alert* best = nullptr;
  for (const Alert& row : rows) {
    if (!same(condition, row)) continue;
    if (!row.over_at) return &row;
    if (now - *row.over_at >= kCalm) continue;
    if (best == nullptr || *row.over_at > *best->over_at) best = &row;
  }
  return best;
}

std::optional<Change> change_of(const Condition& condition, const Alert& row) {
  using enum Change::What;
  if (condition.level > row.level) return Change{escalate, row.id, condition};
  if (row.over_at) return Change{reopen, row.id, condition};
  if (condition.facts == row.facts && condition.level == row.level) return std::nullopt;
  return Change{refresh, row.id, condition};
}

}  // namespace

std::vector<Condition> conditions(const Facts& facts, const Settings& settings) {
  Watch watch{facts, settings};
  for (const AccountFacts& account : facts.accounts) {
    watch_silence(watch, account);
    watch_state(watch, account);
    watch_token(watch, account);
  }
  const auto parked = watch.on(Kind::parked_events);
  if (parked && facts.parked >= *parked) {
    watch.add({.kind = Kind::parked_events, .facts = {{"count", facts.parked}}});
  }
  watch_sends(watch);
  watch_people(watch);
  watch_machine(watch);
  return std::move(watch.found);
}

std::vector<Change> changes(const std::vector<Condition>& conditions,
                            const std::vector<Alert>& rows, Instant now) {
  std::vector<Change> out;
  for (const Condition& condition : conditions) {
    const Alert* row = row_for(condition, rows, now);
    if (row == nullptr) {
      out.push_back({Change::What::raise, {}, condition});
    } else if (auto change = change_of(condition, *row)) {
      out.push_back(*std::move(change));
    }
  }
  for (const Alert& row : rows) {
    const auto stands = [&row](const Condition& condition) { return same(condition, row); };
    if (row.over_at || std::ranges::any_of(conditions, stands)) continue;
    out.push_back({Change::What::end, row.id, {}});
  }
  return out;
}

}  // namespace dunlin::alerts
