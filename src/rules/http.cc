#include <utility>

#include "json/reader.h"
#include "rules/http_test_bench.h"
#include "rules/rules.h"

namespace dunlin::rules {
namespace {

using workspace::Access;
using workspace::answer;
using workspace::Call;
using workspace::Endpoint;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

constexpr std::size_t kImportBytes = 4 << 20;

Task<Result<Reply>> get_rules(db::Database database, const Call& call) {
  const auto limit = call.page_limit();
  if (!limit) return answer(limit.error());
  std::optional<RuleId> after;
  if (!call.cursor().empty()) {
    after = parse_id<RuleId>(call.cursor());
    if (!after)
      return answer(Error(Code::invalid, "api.cursor_invalid", "The cursor is not one of this list")
                        .at("cursor"));
  }
  return in_read(database, [=, scope = call.scope, limit = *limit](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(std::vector<Rule> found, list_page(tx, scope, after, limit + 1));
    const bool more = found.size() > static_cast<std::size_t>(limit);
    if (more) found.pop_back();
    json::Array items;
    for (const Rule& rule : found) items.push_back(to_json(rule));
    return reply_with(
        json::Object{{"items", std::move(items)},
                     {"next", more ? json::Value(to_text(found.back().id)) : json::Value()}});
  });
}

Task<Result<Reply>> get_rule(db::Database database, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Rule rule, find(tx, scope, id));
    return reply_with(to_json(rule));
  });
}

/// Checked outside of the transaction, which nobody should wait for.
Result<Rule> read_rule(const json::Value& body) {
  DUNLIN_TRY(Rule rule, from_json(body, ""));
  DUNLIN_CHECK(validate(rule));
  return rule;
}

Task<Result<Reply>> post_rule(db::Database database, const Clock& clock, const Call& call) {
  auto rule = read_rule(call.body);
  if (!rule) return answer(std::move(rule).error());
  rule->id = {};
  return in_write(
      database, [scope = call.scope, rule = *rule, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule saved, save(tx, scope, rule, now));
        return reply_with(to_json(saved), 201);
      });
}

Task<Result<Reply>> put_rule(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  auto rule = read_rule(call.body);
  if (!rule) return answer(std::move(rule).error());
  if (rule->id && rule->id != *id)
    return answer(
        Error(Code::invalid, "rules.id_differs", "The body is another rule than the address")
            .at("id"));
  rule->id = *id;
  std::optional<std::int64_t> expected;
  const json::Value* version = call.body.get_object().if_contains("version");
  if (version && !version->is_null()) expected = rule->version;
  return in_write(
      database,
      [scope = call.scope, rule = *rule, expected, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule saved, save(tx, scope, rule, now, expected));
        return reply_with(to_json(saved));
      });
}

Task<Result<Reply>> delete_rule(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  return in_write(database,
                  [scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(remove(tx, scope, id, now));
                    return reply_with(nullptr, 204);
                  });
}

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
      database, [=, scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule restored, restore(tx, scope, id, version, now));
        return reply_with(to_json(restored));
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

Task<Result<Reply>> get_export(db::Database database, const Call& call) {
  return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const std::vector<Rule> rules, list(tx, scope));
    Reply reply;
    reply.raw_body = to_yaml(rules);
    reply.raw_content_type = "application/yaml; charset=utf-8";
    return reply;
  });
}

Task<Result<Reply>> post_import(db::Database database, const Clock& clock, const Call& call) {
  auto rules = from_yaml(call.request->body);
  if (!rules) return answer(std::move(rules).error());
  const std::string_view mode = call.parameter("mode").value_or("merge");
  if (mode != "merge" && mode != "replace")
    return answer(
        Error(Code::invalid, "rules.mode_unknown", "mode must be merge or replace").at("mode"));
  const Import how = mode == "replace" ? Import::replace : Import::merge;
  return in_write(database,
                  [=, scope = call.scope, rules = *std::move(rules),
                   now = clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Imported done, import(tx, scope, rules, how, now));
                    return reply_with(json::Object{{"created", done.created},
                                                   {"changed", done.changed},
                                                   {"unchanged", done.unchanged},
                                                   {"removed", done.removed}});
                  });
}

std::vector<Endpoint> text_endpoints(const db::Database& database, const Clock* clock) {
  std::vector<Endpoint> table{
      endpoint("GET", "/api/v1/rules/export", Access::read,
               [=](const Call& call) { return get_export(database, call); }),
      endpoint("POST", "/api/v1/rules/import", Access::write,
               [=](const Call& call) { return post_import(database, *clock, call); })};
  table[1].raw_body = true;
  table[1].body_limit = kImportBytes;
  return table;
}

}  // namespace

std::vector<Endpoint> endpoints(db::Database database, Seams& seams) {
  const Clock* const clock = &seams.clock;
  std::vector<Endpoint> table = text_endpoints(database, clock);
  std::vector<Endpoint> by_rule{
      endpoint("GET", "/api/v1/rules", Access::read,
               [=](const Call& call) { return get_rules(database, call); }),
      endpoint("POST", "/api/v1/rules", Access::write,
               [=](const Call& call) { return post_rule(database, *clock, call); }),
      endpoint("GET", "/api/v1/rules/{id}", Access::read,
               [=](const Call& call) { return get_rule(database, call); }),
      endpoint("PUT", "/api/v1/rules/{id}", Access::write,
               [=](const Call& call) { return put_rule(database, *clock, call); }),
      endpoint("DELETE", "/api/v1/rules/{id}", Access::write,
               [=](const Call& call) { return delete_rule(database, *clock, call); }),
      endpoint("GET", "/api/v1/rules/{id}/versions", Access::read,
               [=](const Call& call) { return get_versions(database, call); }),
      endpoint("POST", "/api/v1/rules/{id}/restore", Access::write,
               [=](const Call& call) { return post_restore(database, *clock, call); }),
      endpoint("GET", "/api/v1/rules/{id}/statistics", Access::read,
               [=](const Call& call) { return get_statistics(database, *clock, call); }),
      endpoint("POST", "/api/v1/rules/test", Access::read,
               [=](const Call& call) { return try_rules(database, *clock, call); })};
  for (Endpoint& one : by_rule) table.push_back(std::move(one));
  return table;
}

}  // namespace dunlin::rules
