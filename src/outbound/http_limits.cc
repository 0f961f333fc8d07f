#include <fmt/format.h>

#include "json/reader.h"
#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::time_json;

/// Far beyond every bound: what lies between has an answer that names the bounds.
constexpr std::int64_t kMostRead = 1'000'000'000;

json::Value number_json(std::optional<std::int64_t> number) {
  return number ? json::Value(*number) : json::Value(nullptr);
}

json::Array limits_json(const OwnLimits& own, const Budgets& budgets) {
  json::Array out;
  for (const LimitName limit : limit_names()) {
    const LimitBounds bound = bounds(limit, budgets);
    out.push_back(json::Object{{"name", name(limit)},
                               {"bound", name(bound.kind)},
                               {"ceiling", bound.ceiling},
                               {"set_by", name(bound.set_by)},
                               {"strictest", bound.strictest},
                               {"own", number_json(own.of(limit))},
                               {"in_force", bound.in_force(own.of(limit))}});
  }
  return out;
}

/// What the audit log says of them.
json::Object own_json(const OwnLimits& own) {
  json::Object out;
  for (const LimitName limit : limit_names()) out[name(limit)] = number_json(own.of(limit));
  return out;
}

struct Asked {
  Budgets budgets;
  Instant now;
};

json::Object use_json(const accounts::Account& account, const Limiter& limiter,
                      const OwnLimits& own, const Asked& asked) {
  json::Array used;
  for (const LimitName limit : limit_names()) {
    const LimitUse use = use_of(limit, limiter, own, asked.budgets, asked.now);
    used.push_back(json::Object{
        {"name", name(limit)}, {"count", use.count}, {"full_until", time_json(use.full_until)}});
  }
  return {
      {"account", to_text(account.id)}, {"username", account.username}, {"used", std::move(used)}};
}

Result<Reply> whole(db::Tx& tx, const Scope& scope, const Asked& asked) {
  DUNLIN_TRY(const OwnLimits own, load_own_limits(tx, scope));
  DUNLIN_TRY(const auto all, accounts::list(tx, scope));
  DUNLIN_TRY(const auto limiters, load_all_limiters(tx, scope));
  json::Array uses;
  for (const accounts::Account& account : all) {
    const auto found = limiters.find(account.id);
    uses.push_back(
        use_json(account, found == limiters.end() ? Limiter() : found->second, own, asked));
  }
  return workspace::reply_with(
      json::Object{{"limits", limits_json(own, asked.budgets)}, {"accounts", std::move(uses)}});
}

struct OneChange {
  LimitName limit;
  std::optional<std::int64_t> value;  ///< nothing: taken away
};

Result<std::vector<OneChange>> read_changes(const json::Value& body) {
  json::Reader in(body);
  std::vector<OneChange> out;
  for (const LimitName limit : limit_names()) {
    const auto value = in.optional_integer(name(limit), 0, kMostRead);
    if (value || in.is_null(name(limit))) out.push_back({limit, value});
  }
  DUNLIN_CHECK(in.finish());
  return out;
}

Error beyond_ceiling(LimitName limit, const LimitBounds& bound) {
  const bool most = bound.kind == LimitBounds::Kind::most;
  return Error(Code::invalid, "limits.beyond_ceiling",
               fmt::format("An own limit only makes stricter what is allowed anyway: {} at {} {}",
                           name(limit), most ? "most" : "least", bound.ceiling))
      .at(name(limit))
      .hinting(fmt::format("Give a number from {} to {}, or null to have no own limit here.",
                           std::min(bound.ceiling, bound.strictest),
                           std::max(bound.ceiling, bound.strictest)));
}

Result<OwnLimits> applied(OwnLimits own, const std::vector<OneChange>& changes,
                          const Budgets& budgets) {
  for (const OneChange& change : changes) {
    const LimitBounds bound = bounds(change.limit, budgets);
    if (change.value && !bound.allows(*change.value)) return beyond_ceiling(change.limit, bound);
    own.set(change.limit, change.value);
  }
  return own;
}

Task<Result<Reply>> get_limits(db::Database database, Asked asked, const Call& call) {
  return in_read(database,
                 [scope = call.scope, asked](db::Tx& tx) { return whole(tx, scope, asked); });
}

Task<Result<Reply>> patch_limits(db::Database database, Asked asked, const Call& call) {
  const auto changes = read_changes(call.body);
  if (!changes) return workspace::answer(changes.error());
  return in_write(database, call,
                  [scope = call.scope, changes = *changes, asked](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const OwnLimits before, lock_own_limits(tx, scope));
                    DUNLIN_TRY(const OwnLimits own, applied(before, changes, asked.budgets));
                    DUNLIN_CHECK(save_own_limits(tx, scope, own));
                    DUNLIN_TRY(Reply reply, whole(tx, scope, asked));
                    reply.changed = {.before = own_json(before), .after = own_json(own)};
                    return reply;
                  });
}

}  // namespace

std::vector<workspace::Endpoint> limit_endpoints(const db::Database& database, Seams& seams,
                                                 Budgets budgets) {
  const auto asked = [budgets, clock = &seams.clock] {
    return Asked{.budgets = budgets, .now = clock->now()};
  };
  return {
      workspace::endpoint(
          "GET", "/api/v1/limits", Access::read,
          [database, asked](const Call& call) { return get_limits(database, asked(), call); }),
      workspace::changing(
          "PATCH", "/api/v1/limits", Access::manage, "limits.change",
          [database, asked](const Call& call) { return patch_limits(database, asked(), call); }),
  };
}

}  // namespace dunlin::outbound
