#include "alerts/alert_json.h"

namespace dunlin::alerts {

json::Object to_json(const Alert& alert) {
  const About about = alert.kind == Kind::test ? About::workspace : row_of(alert.kind).about;
  const Sentences words = sentences(alert.kind, alert.facts, "en");
  json::Object out;
  out["id"] = to_text(alert.id);
  out["kind"] = name(alert.kind);
  out["state"] = name(state_of(alert));
  out["severity"] = name(alert.severity);
  out["account_id"] =
      about == About::account ? json::Value(to_text(AccountId{alert.object})) : nullptr;
  out["member_id"] =
      about == About::member ? json::Value(to_text(PersonId{alert.object})) : nullptr;
  out["says"] = words.says;
  out["todo"] = words.todo;
  out["values"] = alert.facts;
  out["raised_at"] = to_rfc3339(alert.raised_at);
  out["changed_at"] = to_rfc3339(alert.told_at);
  out["acknowledged_at"] = workspace::time_json(alert.acknowledged_at);
  out["acknowledged_by"] =
      alert.acknowledged_by.empty() ? json::Value() : json::Value(alert.acknowledged_by);
  out["over_at"] = workspace::time_json(alert.over_at);
  return out;
}

}  // namespace dunlin::alerts
