#include <utility>

#include "json/reader.h"
#include "rules/http_internal.h"
#include "rules/rules.h"

namespace dunlin::rules {
namespace {

using workspace::Access;
using workspace::answer;
using workspace::Call;
using workspace::changing;
using workspace::Endpoint;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

Task<Result<Reply>> get_versions(db::Database database, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto found, versions(tx, scope, id));
    json::Array items;
    for (const PublishedVersion& version : found) {
      items.push_back(json::Object{{"version", version.rule.version},
                                   {"published_at", to_rfc3339(version.published_at)},
                                   {"published_by", version.published_by},
                                   {"rule", to_json(version.rule)}});
    }
    return reply_with(json::Object{{"items", std::move(items)}, {"next", nullptr}});
  });
}

Task<Result<Reply>> post_restore(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  json::Reader in(call.body);
  const std::int64_t version = in.integer("version", 1, INT64_MAX);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return in_write(
      database, call,
      [=, scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule restored, restore(tx, scope, id, version, now));
        Reply reply = reply_with(to_json(restored));
        reply.changed = {.after =
                             json::Object{{"restored", version}, {"version", restored.version}}};
        return reply;
      });
}

Result<int> days_asked(const Call& call) {
  const auto text = call.parameter("days");
  if (!text) return 30;
  int days = 0;
  for (const char c : text->substr(0, 4))
    days = c >= '0' && c <= '9' ? days * 10 + (c - '0') : 10'000;
  if (text->size() > 3 || days < 1 || days > 366)
    return Error(Code::invalid, "rules.days_invalid", "days must be from 1 to 366").at("days");
  return days;
}

Task<Result<Reply>> get_statistics(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  const auto days = days_asked(call);
  if (!days) return answer(days.error());
  const Instant now = clock.now();
  const Instant from = std::chrono::floor<std::chrono::days>(now) - std::chrono::days{*days - 1};
  return in_read(database, [=, scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(find(tx, scope, id));
    DUNLIN_TRY(const auto counts, statistics(tx, scope, id, from, now + Duration{1}));
    json::Array items;
    std::int64_t total = 0;
    for (const DayCount& count : counts) {
      total += count.fired;
      items.push_back(json::Object{{"day", to_rfc3339(count.day).substr(0, 10)},
                                   {"variant", count.variant},
                                   {"fired", count.fired}});
    }
    return reply_with(json::Object{{"fired", total}, {"days", std::move(items)}});
  });
}

Task<Result<Reply>> get_all_statistics(db::Database database, const Clock& clock,
                                       const Call& call) {
  const auto days = days_asked(call);
  if (!days) return answer(days.error());
  const Instant now = clock.now();
  const Instant from = std::chrono::floor<std::chrono::days>(now) - std::chrono::days{*days - 1};
  return in_read(database, [=, scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto counts, statistics_of_all(tx, scope, from, now + Duration{1}));
    json::Array items;
    std::int64_t total = 0;
    for (const RuleDayCount& count : counts) {
      total += count.fired;
      items.push_back(json::Object{{"rule", to_text(count.rule)},
                                   {"day", to_rfc3339(count.day).substr(0, 10)},
                                   {"fired", count.fired}});
    }
    return reply_with(json::Object{{"fired", total}, {"days", std::move(items)}});
  });
}

}  // namespace

std::vector<Endpoint> version_endpoints(db::Database database, const Clock& clock) {
  return {endpoint("GET", "/api/v1/rules/{id}/versions", Access::read,
                   [=](const Call& call) { return get_versions(database, call); }),
          endpoint("GET", "/api/v1/rules/statistics", Access::read,
                   [=, clock = &clock](const Call& call) {
                     return get_all_statistics(database, *clock, call);
                   }),
          changing("POST", "/api/v1/rules/{id}/restore", Access::manage, "rule.restore",
                   [=, clock = &clock](const Call& call) {
                     return post_restore(database, *clock, call);
                   }),
          endpoint("GET", "/api/v1/rules/{id}/statistics", Access::read,
                   [=, clock = &clock](const Call& call) {
                     return get_statistics(database, *clock, call);
                   })};
}

}  // namespace dunlin::rules
