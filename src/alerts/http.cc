#include "alerts/alert_json.h"
#include "alerts/http_settings.h"
#include "alerts/tell.h"

namespace dunlin::alerts {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

Result<AlertFilter> read_filter(const Call& call) {
  AlertFilter filter;
  if (const auto state = call.parameter("state")) {
    filter.state = alert_state_named(*state);
    if (!filter.state) {
      return Error(Code::invalid, "alert.state_unknown", "It is open, acknowledged or over")
          .at("state");
    }
  }
  if (const auto kind = call.parameter("kind")) {
    filter.kind = kind_named(*kind);
    if (!filter.kind) {
      return Error(Code::invalid, "alert.kind_unknown", "There is no such kind of alert")
          .at("kind")
          .hinting("GET /api/v1/alert-settings lists them.");
    }
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
        DUNLIN_TRY(const auto page, list_alerts(tx, scope, filter, asked));
        json::Array items;
        for (const Alert& alert : page.items) items.push_back(to_json(alert));
        return reply_with(workspace::page_json(std::move(items), page.next));
      });
}

Task<Result<Reply>> get_one(db::Database database, const Call& call) {
  const auto id = call.id<AlertId>();
  if (!id) return workspace::answer(id.error());
  return in_read(database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Alert alert, find_alert(tx, scope, id));
    return reply_with(to_json(alert));
  });
}

Task<Result<Reply>> post_acknowledge(const Needs& needs, const Call& call) {
  const auto id = call.id<AlertId>();
  if (!id) return workspace::answer(id.error());
  return in_write(
      needs.database, call,
      [scope = call.scope, id = *id, now = needs.seams->clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Alert before, find_alert(tx, scope, id));
        DUNLIN_CHECK(acknowledge(tx, scope, id, now));
        DUNLIN_TRY(const Alert after, find_alert(tx, scope, id));
        Reply reply = reply_with(to_json(after));
        reply.changed = {.before = json::Object{{"state", name(state_of(before))}},
                         .after = json::Object{{"state", name(state_of(after))}}};
        return reply;
      });
}

Task<Result<Reply>> post_test(const Needs& needs, const Call& call) {
  const Instant now = needs.seams->clock.now();
  Alert alert{.id = needs.seams->ids.next<AlertId>()};
  alert.raised_at = alert.told_at = now;
  alert.over_at = now;
  return in_write(needs.database, call,
                  [scope = call.scope, alert, now, needs](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(insert_alert(tx, scope, alert));
                    DUNLIN_CHECK(tell(tx, scope, needs, alert, now));
                    return reply_with(to_json(alert), 201);
                  });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(const Needs& needs) {
  const db::Database database = needs.database;
  std::vector<workspace::Endpoint> out{
      workspace::endpoint("GET", "/api/v1/alerts", Access::read,
                          [database](const Call& call) { return get_list(database, call); }),
      workspace::endpoint("GET", "/api/v1/alerts/{id}", Access::read,
                          [database](const Call& call) { return get_one(database, call); }),
      workspace::changing("POST", "/api/v1/alerts/{id}/acknowledge", Access::operate,
                          "alert.acknowledge",
                          [needs](const Call& call) { return post_acknowledge(needs, call); }),
      workspace::changing("POST", "/api/v1/alerts/test", Access::administer, "alert.test",
                          [needs](const Call& call) { return post_test(needs, call); }),
  };
  for (auto& row : settings_endpoints(needs)) out.push_back(std::move(row));
  return out;
}

}  // namespace dunlin::alerts
