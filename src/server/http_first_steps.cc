#include "json/reader.h"
#include "server/store_first_steps.h"

namespace dunlin::server {

using workspace::Access;
using workspace::Call;
using workspace::Endpoint;
using workspace::Reply;
using workspace::reply_with;

namespace {

json::Object to_json(const FirstFacts& facts) {
  json::Array steps;
  for (const FirstStep& step : first_steps(facts)) {
    steps.push_back(json::Object{{"id", step.id}, {"done", step.done}});
  }
  return {{"steps", std::move(steps)},
          {"simulated", facts.is_simulated},
          {"demo", facts.is_demo},
          {"own_rule", facts.own_rule ? json::Value(to_text(*facts.own_rule)) : json::Value()},
          {"put_away", facts.put_away}};
}

Task<Result<Reply>> get_steps(db::Database main, const Clock& clock, const Call& call) {
  return workspace::in_read(main,
                            [scope = call.scope, now = clock.now()](db::Tx& tx) -> Result<Reply> {
                              DUNLIN_TRY(const FirstFacts facts, load_first_facts(tx, scope, now));
                              return reply_with(to_json(facts));
                            });
}

Task<Result<Reply>> patch_steps(db::Database main, const Clock& clock, const Call& call) {
  json::Reader in(call.body);
  const auto asked = in.optional_flag("put_away");
  if (!asked) in.fault("put_away", "input.required", "is missing");
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return workspace::in_write(
      main, call,
      [scope = call.scope, put_away = *asked, now = clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const FirstFacts before, load_first_facts(tx, scope, now));
        DUNLIN_CHECK(put_away ? put_first_steps_away(tx, scope, now)
                              : bring_first_steps_back(tx, scope));
        DUNLIN_TRY(const FirstFacts facts, load_first_facts(tx, scope, now));
        Reply reply = reply_with(to_json(facts));
        reply.changed = {.object = to_text(scope.workspace()),
                         .before = json::Object{{"put_away", before.put_away}},
                         .after = json::Object{{"put_away", put_away}}};
        return reply;
      });
}

}  // namespace

std::vector<Endpoint> first_steps_endpoints(db::Database main, const Clock& clock) {
  const Clock* const time = &clock;
  return {workspace::endpoint("GET", "/api/v1/first-steps", Access::read,
                              [=](const Call& call) { return get_steps(main, *time, call); }),
          workspace::changing("PATCH", "/api/v1/first-steps", Access::manage, "first_steps.change",
                              [=](const Call& call) { return patch_steps(main, *time, call); })};
}

}  // namespace dunlin::server
