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
using workspace::Reply;
using workspace::reply_with;

constexpr std::size_t kImportBytes = 4 << 20;

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
  return in_write(database, call,
                  [=, scope = call.scope, rules = *std::move(rules),
                   now = clock.now()](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Imported done, import(tx, scope, rules, how, now));
                    Reply reply = reply_with(json::Object{{"created", done.created},
                                                          {"changed", done.changed},
                                                          {"unchanged", done.unchanged},
                                                          {"removed", done.removed}});
                    reply.changed = {.after = reply.body};
                    return reply;
                  });
}

}  // namespace

std::vector<Endpoint> text_endpoints(db::Database database, const Clock& clock) {
  std::vector<Endpoint> table{
      endpoint("GET", "/api/v1/rules/export", Access::read,
               [=](const Call& call) { return get_export(database, call); }),
      changing(
          "POST", "/api/v1/rules/import", Access::manage, "rule.import",
          [=, clock = &clock](const Call& call) { return post_import(database, *clock, call); })};
  table[1].raw_body = true;
  table[1].body_limit = kImportBytes;
  return table;
}

}  // namespace dunlin::rules
