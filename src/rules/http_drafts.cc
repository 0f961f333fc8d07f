#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "json/reader.h"
#include "rules/draft.h"
#include "rules/http_internal.h"
#include "rules/lint.h"
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

constexpr json::TextLimits kShortText{.max_bytes = 100};

json::Array notes_json(const std::vector<Note>& notes) {
  json::Array out;
  for (const Note& note : notes) {
    json::Value other;
    if (note.other) {
      other = json::Object{{"id", note.other->id ? json::Value(to_text(note.other->id)) : nullptr},
                           {"name", note.other->name}};
    }
    out.push_back(json::Object{{"kind", name(note.kind)},
                               {"path", note.path},
                               {"sentence", note.sentence},
                               {"subject", note.subject},
                               {"other", std::move(other)}});
  }
  return out;
}

/// Why it could not be published as it is; null when it could.
json::Value fault_json(const Rule& rule) {
  const Status valid = validate(rule);
  if (valid) return nullptr;
  return json::Object{{"code", valid.error().id},
                      {"detail", valid.error().message},
                      {"field", valid.error().field}};
}

json::Object draft_json(const Draft& draft, const std::vector<Rule>& published) {
  const auto same = std::ranges::find(published, draft.rule.id, &Rule::id);
  const bool known = same != published.end();
  const auto version = [](std::optional<std::int64_t> number) {
    return number ? json::Value(*number) : json::Value();
  };
  json::Value rule = to_json(draft.rule);
  for (const char* given : {"id", "version", "created_at"}) rule.get_object().erase(given);
  return {{"id", to_text(draft.rule.id)},
          {"rule", std::move(rule)},
          {"based_on", version(draft.based_on)},
          {"published", known ? json::Value(same->version) : json::Value()},
          {"outdated", known && draft.based_on && *draft.based_on != same->version},
          {"fault", fault_json(draft.rule)},
          {"notes", notes_json(lint(draft.rule, published))},
          {"saved_at", to_rfc3339(draft.saved_at)},
          {"saved_by", draft.saved_by}};
}

Task<Result<Reply>> get_drafts(db::Database database, const Call& call) {
  return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto drafts, list_drafts(tx, scope));
    DUNLIN_TRY(const auto published, list(tx, scope));
    json::Array items;
    for (const Draft& draft : drafts) items.push_back(draft_json(draft, published));
    return reply_with(json::Object{{"items", std::move(items)}, {"next", nullptr}});
  });
}

Task<Result<Reply>> get_draft(db::Database database, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Draft draft, find_draft(tx, scope, id));
    DUNLIN_TRY(const auto published, list(tx, scope));
    return reply_with(draft_json(draft, published));
  });
}

struct Written {
  Rule rule;
  std::optional<Instant> seen;
};

Result<Written> read_written(const json::Value& body) {
  json::Reader in(body);
  Written out;
  if (const json::Value* rule = in.optional_value("rule")) {
    DUNLIN_TRY(out.rule, from_json(*rule, "rule"));
  } else {
    in.fault("rule", "input.required", "is missing");
  }
  if (const auto seen = in.optional_text("saved_at", kShortText)) {
    out.seen = parse_rfc3339(*seen);
    if (!out.seen) in.fault("saved_at", "rules.time_invalid", "is not an RFC 3339 time");
  }
  DUNLIN_CHECK(in.finish());
  return out;
}

Task<Result<Reply>> post_draft(db::Database database, Seams& seams, const Call& call) {
  const auto written = read_written(call.body);
  if (!written) return answer(written.error());
  return in_write(database, call,
                  [scope = call.scope, rule = written->rule, id = seams.ids.next<RuleId>(),
                   now = seams.clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Draft draft, begin_draft(tx, scope, rule, id, now));
                    DUNLIN_TRY(const auto published, list(tx, scope));
                    return reply_with(draft_json(draft, published), 201);
                  });
}

Task<Result<Reply>> put_draft(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  auto written = read_written(call.body);
  if (!written) return answer(written.error());
  written->rule.id = *id;
  return in_write(database, call,
                  [scope = call.scope, written = *std::move(written),
                   now = clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Draft draft,
                               save_draft(tx, scope, written.rule, now, written.seen));
                    DUNLIN_TRY(const auto published, list(tx, scope));
                    return reply_with(draft_json(draft, published));
                  });
}

Task<Result<Reply>> delete_draft(db::Database database, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  return in_write(database, call, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(discard_draft(tx, scope, id));
    return reply_with(nullptr, 204);
  });
}

Task<Result<Reply>> post_publish(db::Database database, const Clock& clock, const Call& call) {
  const auto id = call.id<RuleId>();
  if (!id) return answer(id.error());
  const json::Value nothing = json::Object();
  json::Reader in(call.body.is_null() ? nothing : call.body);
  const bool overwrite = in.optional_flag("overwrite").value_or(false);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  const Over over = overwrite ? Over::overwrite : Over::refuse;
  return in_write(
      database, call,
      [=, scope = call.scope, id = *id, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Rule rule, publish_draft(tx, scope, id, over, now));
        Reply reply = reply_with(to_json(rule));
        reply.changed = {.object = to_text(rule.id),
                         .after = json::Object{{"version", rule.version}, {"name", rule.name}}};
        return reply;
      });
}

/// All at once: there may be thousands.
Status check_known(db::Tx& tx, const Scope& scope, const std::vector<RuleId>& order) {
  DUNLIN_TRY(const auto rules, list(tx, scope));
  std::vector<RuleId> known;
  for (const Rule& rule : rules) known.push_back(rule.id);
  std::ranges::sort(known);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::ranges::binary_search(known, order[i])) continue;
    return Error(Code::not_found, "api.not_found", "There is no such thing in this workspace")
        .at(fmt::format("order[{}]", i));
  }
  return {};
}

Task<Result<Reply>> put_order(db::Database database, const Clock& clock, const Call& call) {
  json::Reader in(call.body);
  if (in.optional_array("order", Limits::rules) == nullptr)
    in.fault("order", "input.required", "must be given");
  const auto texts = in.texts("order", Limits::rules, kShortText);
  std::vector<RuleId> order;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto id = parse_id<RuleId>(texts[i]);
    if (id) order.push_back(*id);
    if (!id) in.fault(fmt::format("order[{}]", i), "api.id_invalid", "is not the id of a rule");
  }
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return in_write(
      database, call, [scope = call.scope, order, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_CHECK(check_known(tx, scope, order));
        DUNLIN_CHECK(reorder(tx, scope, order, now));
        DUNLIN_TRY(const auto rules, list(tx, scope));
        json::Array items;
        for (const Rule& rule : rules) {
          items.push_back(json::Object{{"id", to_text(rule.id)}, {"priority", rule.priority}});
        }
        Reply reply = reply_with(json::Object{{"items", std::move(items)}});
        reply.changed = {.after = reply.body};
        return reply;
      });
}

Task<Result<Reply>> post_lint(db::Database database, const Call& call) {
  json::Reader in(call.body);
  const auto id_text = in.optional_text("id", kShortText);
  Rule rule;
  if (const json::Value* given = in.optional_value("rule")) {
    auto read = from_json(*given, "rule");
    if (!read) return answer(std::move(read).error());
    rule = *std::move(read);
  } else {
    in.fault("rule", "input.required", "is missing");
  }
  if (id_text) {
    const auto id = parse_id<RuleId>(*id_text);
    if (!id) in.fault("id", "api.id_invalid", "is not the id of a rule");
    rule.id = id.value_or(RuleId{});
  }
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return in_read(database, [scope = call.scope, rule](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto published, list(tx, scope));
    Rule judged = rule;
    const auto same = std::ranges::find(published, rule.id, &Rule::id);
    if (same != published.end()) judged.created_at = same->created_at;
    return reply_with(json::Object{{"fault", fault_json(judged)},
                                   {"notes", notes_json(lint(judged, published))}});
  });
}

Task<Result<Reply>> get_templates() {
  json::Array items;
  for (const Template& one : templates()) {
    json::Value rule = to_json(one.rule);
    for (const char* given : {"id", "version", "created_at"}) rule.get_object().erase(given);
    items.push_back(json::Object{{"key", one.key},
                                 {"language", one.language},
                                 {"title", one.title},
                                 {"purpose", one.purpose},
                                 {"rule", std::move(rule)}});
  }
  return answer(reply_with(json::Object{{"items", std::move(items)}, {"next", nullptr}}));
}

}  // namespace

std::vector<Endpoint> draft_endpoints(db::Database database, Seams& seams) {
  const Clock* const clock = &seams.clock;
  constexpr std::string_view kDrafts = "/api/v1/rule-drafts";
  constexpr std::string_view kDraft = "/api/v1/rule-drafts/{id}";
  return {
      endpoint("GET", kDrafts, Access::read,
               [=](const Call& call) { return get_drafts(database, call); }),
      naming(changing("POST", kDrafts, Access::manage, "rule_draft.create",
                      [=, &seams](const Call& call) { return post_draft(database, seams, call); }),
             ids_of_rule("rule.")),
      endpoint("GET", kDraft, Access::read,
               [=](const Call& call) { return get_draft(database, call); }),
      naming(changing("PUT", kDraft, Access::manage, "rule_draft.change",
                      [=](const Call& call) { return put_draft(database, *clock, call); }),
             ids_of_rule("rule.")),
      changing("DELETE", kDraft, Access::manage, "rule_draft.remove",
               [=](const Call& call) { return delete_draft(database, call); }),
      changing("POST", "/api/v1/rule-drafts/{id}/publish", Access::manage, "rule.publish",
               [=](const Call& call) { return post_publish(database, *clock, call); }),
      changing("PUT", "/api/v1/rules/order", Access::manage, "rule.reorder",
               [=](const Call& call) { return put_order(database, *clock, call); }),
      naming(endpoint("POST", "/api/v1/rules/lint", Access::read,
                      [=](const Call& call) { return post_lint(database, call); }),
             ids_of_asked_rule()),
      endpoint("GET", "/api/v1/rules/templates", Access::read,
               [](const Call&) { return get_templates(); })};
}

}  // namespace dunlin::rules
