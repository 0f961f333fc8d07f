#include "activity/activity.h"

namespace dunlin::activity {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::endpoint;
using workspace::in_read;
using workspace::Reply;
using workspace::reply_with;

template <class IdType>
json::Value id_json(const std::optional<IdType>& id) {
  if (!id) return nullptr;
  return json::Value(to_text(*id));
}

json::Object to_json(const Trace& trace) {
  json::Object out;
  out["id"] = to_text(trace.id);
  out["at"] = to_rfc3339(trace.at);
  out["kind"] = trace.kind;
  out["outcome"] = name(trace.outcome);
  out["summary"] = trace.summary;
  out["account_id"] = to_text(trace.account);
  out["conversation_id"] = id_json(trace.conversation);
  out["contact_id"] = id_json(trace.contact);
  out["message_id"] = id_json(trace.message);
  out["raw_event_id"] = to_text(trace.raw);
  out["position"] = trace.position;
  out["is_test"] = trace.is_test;
  return out;
}

json::Value to_json(const SendStep& step) {
  json::Object out;
  out["send_id"] = to_text(step.intent);
  out["step"] = step.step;
  out["at"] = to_rfc3339(step.at);
  out["detail"] = step.detail;
  return out;
}

Error invalid(std::string_view parameter, std::string message) {
  return Error(Code::invalid, "activity.filter_invalid", std::move(message)).at(parameter);
}

Result<std::optional<Instant>> read_time(const Call& call, std::string_view parameter) {
  const auto text = call.parameter(parameter);
  if (!text) return std::optional<Instant>();
  const auto at = parse_rfc3339(*text);
  if (!at) return invalid(parameter, "It is an instant like 2026-11-21T12:00:00Z");
  return at;
}

Result<Filter::Traffic> read_traffic(const Call& call) {
  const auto text = call.parameter("test");
  if (!text) return Filter::Traffic::any;
  if (*text == "true") return Filter::Traffic::test;
  if (*text == "false") return Filter::Traffic::real;
  return invalid("test", "It is true or false");
}

Result<Filter> read_filter(const Call& call) {
  Filter filter;
  DUNLIN_TRY(filter.account, call.id_parameter<AccountId>("account"));
  DUNLIN_TRY(filter.conversation, call.id_parameter<ConversationId>("conversation"));
  DUNLIN_TRY(filter.rule, call.id_parameter<RuleId>("rule"));
  DUNLIN_TRY(filter.from, read_time(call, "from"));
  DUNLIN_TRY(filter.before, read_time(call, "to"));
  DUNLIN_TRY(filter.traffic, read_traffic(call));
  if (const auto kind = call.parameter("kind")) filter.kind = std::string(*kind);
  const auto outcome = call.parameter("outcome");
  if (!outcome) return filter;
  filter.outcome = outcome_named(*outcome);
  if (!filter.outcome) {
    return Error(Code::invalid, "activity.outcome_unknown", "There is no such outcome")
        .at("outcome");
  }
  return filter;
}

Task<Result<Reply>> get_list(db::Database database, const Call& call) {
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  const auto filter = read_filter(call);
  if (!filter) return workspace::answer(filter.error());
  return in_read(
      database,
      [scope = call.scope, asked = *asked, filter = *filter](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const auto page, list(tx, scope, filter, asked));
        json::Array items;
        for (const Trace& trace : page.items) items.push_back(to_json(trace));
        return reply_with(workspace::page_json(std::move(items), page.next));
      });
}

Task<Result<Reply>> get_one(db::Database database, const Call& call) {
  const auto id = call.id<TraceId>();
  if (!id) return workspace::answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Trace trace, find(tx, scope, id));
    DUNLIN_TRY(const auto steps, send_steps(tx, scope, id));
    json::Array sends;
    for (const SendStep& step : steps) sends.push_back(to_json(step));
    json::Object out = to_json(trace);
    out["detail"] = trace.detail;
    out["send_steps"] = std::move(sends);
    return reply_with(std::move(out));
  });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database) {
  return {
      workspace::naming(endpoint("GET", "/api/v1/activity", Access::read,
                                 [database](const Call& call) { return get_list(database, call); }),
                        {{workspace::IdField::In::query, "account", AccountIdTag::prefix},
                         {workspace::IdField::In::query, "conversation", ConversationIdTag::prefix},
                         {workspace::IdField::In::query, "rule", RuleIdTag::prefix}}),
      endpoint("GET", "/api/v1/activity/{id}", Access::read,
               [database](const Call& call) { return get_one(database, call); }),
  };
}

}  // namespace dunlin::activity
