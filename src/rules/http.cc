#include <utility>

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
using workspace::naming;
using workspace::Reply;
using workspace::reply_with;

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

json::Value head_json(const Rule& rule) {
  return json::Object{{"version", rule.version},
                      {"name", rule.name},
                      {"active", rule.active},
                      {"priority", rule.priority}};
}

Reply published(const Rule& rule, const std::optional<Rule>& before, int status) {
  Reply reply = reply_with(to_json(rule), status);
  reply.changed = {.object = to_text(rule.id),
                   .before = before ? head_json(*before) : json::Value(),
                   .after = head_json(rule)};
  return reply;
}

Task<Result<Reply>> post_rule(db::Database database, const Clock& clock, const Call& call) {
  auto rule = read_rule(call.body);
  if (!rule) return answer(std::move(rule).error());
  rule->id = {};
  return in_write(
      database, call,
      [scope = call.scope, rule = *rule, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule saved, save(tx, scope, rule, now));
        return published(saved, std::nullopt, 201);
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
      database, call,
      [scope = call.scope, rule = *rule, expected, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule before, find(tx, scope, rule.id));
        DUNLIN_TRY(const Rule saved, save(tx, scope, rule, now, expected));
        return published(saved, before, 200);
      });
}

Task<Result<Reply>> delete_rule(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  return in_write(database, call,
                  [scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(remove(tx, scope, id, now));
                    return reply_with(nullptr, 204);
                  });
}

std::vector<workspace::IdField> ids_of_trial() {
  using In = workspace::IdField::In;
  auto ids = ids_of_rule("draft.");
  ids.push_back({In::body, "account", AccountIdTag::prefix});
  ids.push_back({In::body, "contact", ContactIdTag::prefix});
  return ids;
}

}  // namespace

std::vector<workspace::IdField> ids_of_rule(const std::string& before) {
  using In = workspace::IdField::In;
  return {{In::body, before + "id", RuleIdTag::prefix},
          {In::body, before + "conditions.accounts[]", AccountIdTag::prefix}};
}

std::vector<workspace::IdField> ids_of_asked_rule() {
  auto ids = ids_of_rule("rule.");
  ids.push_back({workspace::IdField::In::body, "id", RuleIdTag::prefix});
  return ids;
}

std::vector<Endpoint> endpoints(db::Database database, Seams& seams) {
  const Clock* const clock = &seams.clock;
  std::vector<Endpoint> table{
      endpoint("GET", "/api/v1/rules", Access::read,
               [=](const Call& call) { return get_rules(database, call); }),
      naming(changing("POST", "/api/v1/rules", Access::manage, "rule.publish",
                      [=](const Call& call) { return post_rule(database, *clock, call); }),
             ids_of_rule("")),
      naming(endpoint("POST", "/api/v1/rules/test", Access::read,
                      [=](const Call& call) { return try_rules(database, *clock, call); }),
             ids_of_trial())};
  for (Endpoint& one : text_endpoints(database, *clock)) table.push_back(std::move(one));
  for (Endpoint& one : version_endpoints(database, *clock)) table.push_back(std::move(one));
  for (Endpoint& one : draft_endpoints(database, seams)) table.push_back(std::move(one));
  for (Endpoint& one : backtest_endpoints(database, seams)) table.push_back(std::move(one));
  table.push_back(endpoint("GET", "/api/v1/rules/{id}", Access::read,
                           [=](const Call& call) { return get_rule(database, call); }));
  table.push_back(
      naming(changing("PUT", "/api/v1/rules/{id}", Access::manage, "rule.publish",
                      [=](const Call& call) { return put_rule(database, *clock, call); }),
             ids_of_rule("")));
  table.push_back(changing("DELETE", "/api/v1/rules/{id}", Access::manage, "rule.remove",
                           [=](const Call& call) { return delete_rule(database, *clock, call); }));
  return table;
}

}  // namespace dunlin::rules
