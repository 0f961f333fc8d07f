#include <iterator>
#include <utility>

#include "inbox/change.h"
#include "inbox/http_internal.h"
#include "inbox/people.h"
#include "json/reader.h"

namespace dunlin::inbox {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::naming;
using workspace::Reply;
using workspace::reply_with;

constexpr std::size_t kMostAtOnce = 200;

Task<Result<Reply>> get_list(const HttpContext& context, const Call& call) {
  const auto page = call.page();
  if (!page) return workspace::answer(page.error());
  const auto filter = read_filter(call);
  if (!filter) return workspace::answer(filter.error());
  const ListAsked asked{.filter = *filter,
                        .self = self_of(call.scope),
                        .page = *page,
                        .now = context.seams->clock.now()};
  return in_read(context.database, [scope = call.scope, asked](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto found, list_rows(tx, scope, asked));
    json::Array items;
    for (const Row& row : found.items) items.push_back(row_json(row, asked.now));
    return reply_with(workspace::page_json(std::move(items), found.next));
  });
}

json::Object count_json(const Count& count) {
  return {{"count", count.count}, {"more", count.more}};
}

Task<Result<Reply>> get_counts(const HttpContext& context, const Call& call) {
  const auto account = call.id_parameter<AccountId>("account");
  if (!account) return workspace::answer(account.error());
  return in_read(
      context.database, [scope = call.scope, account = *account](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Counts counts, count_views(tx, scope, self_of(scope), account));
        return reply_with(json::Object{{"mine", count_json(counts.mine)},
                                       {"mine_unread", count_json(counts.mine_unread)},
                                       {"unassigned", count_json(counts.unassigned)},
                                       {"unassigned_unread", count_json(counts.unassigned_unread)},
                                       {"all", count_json(counts.all)},
                                       {"all_unread", count_json(counts.all_unread)},
                                       {"snoozed", count_json(counts.snoozed)}});
      });
}

Task<Result<Reply>> patch_one(const HttpContext& context, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  const Instant now = context.seams->clock.now();
  auto change = read_change(call.body, self_of(call.scope), now);
  if (!change) return workspace::answer(std::move(change).error());
  return in_write(
      context.database, call,
      [scope = call.scope, id = *id, change = *change, now](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Row before, find_row(tx, scope, id));
        DUNLIN_CHECK(check_change(tx, scope, change));
        DUNLIN_CHECK(apply_change(tx, scope, id, change));
        DUNLIN_TRY(const Row row, find_row(tx, scope, id));
        Reply reply = reply_with(row_json(row, now));
        reply.changed = {.before = work_json(before), .after = work_json(row)};
        return reply;
      });
}

/// What the problem's body would be.
Result<json::Value> problem_json(const Error& error) {
  return json::parse(workspace::problem(error).body);
}

Error no_such_conversation() {
  return Error(Code::not_found, "conversation.not_found", "There is no such conversation");
}

Result<Reply> change_all(db::Tx& tx, const Scope& scope, const std::vector<std::string>& ids,
                         const WorkChange& change) {
  DUNLIN_CHECK(check_change(tx, scope, change));
  json::Array items, changed;
  for (const std::string& text : ids) {
    const auto id = parse_id<ConversationId>(text);
    const Status done = id ? apply_change(tx, scope, *id, change) : no_such_conversation();
    // Only what a person can mend is told apart; a failed statement ends all of it.
    if (!done && done.error().code != Code::not_found && done.error().code != Code::conflict) {
      return done.error();
    }
    json::Object item{{"id", text}, {"changed", done.ok()}, {"problem", nullptr}};
    if (!done) {
      DUNLIN_TRY(item["problem"], problem_json(done.error()));
    }
    items.push_back(std::move(item));
    if (done) changed.emplace_back(text);
  }
  Reply reply = reply_with(json::Object{{"items", std::move(items)}});
  reply.changed = {.after = json::Object{{"ids", std::move(changed)}, {"change", to_json(change)}}};
  return reply;
}

Task<Result<Reply>> post_bulk(const HttpContext& context, const Call& call) {
  json::Reader in(call.body);
  auto ids = in.texts("ids", kMostAtOnce, {.min_bytes = 1, .max_bytes = 40});
  const json::Value* wished = in.optional_value("change");
  if (ids.empty()) in.fault("ids", "input.required", "must name at least one conversation");
  if (!wished) in.fault("change", "input.required", "must be given");
  const json::Value nothing = json::Object();
  auto change = read_change(wished ? *wished : nothing, self_of(call.scope),
                            context.seams->clock.now(), "change");
  if (!change) return workspace::answer(std::move(change).error());
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  return in_write(context.database, call,
                  [scope = call.scope, ids = std::move(ids), change = *change](db::Tx& tx) {
                    return change_all(tx, scope, ids, change);
                  });
}

using In = workspace::IdField::In;

std::vector<workspace::IdField> change_ids(const std::string& path) {
  return {{In::body, path + "assignee_id", PersonIdTag::prefix},
          {In::body, path + "labels.add[]", LabelIdTag::prefix},
          {In::body, path + "labels.remove[]", LabelIdTag::prefix}};
}

void append(std::vector<workspace::Endpoint>& all, std::vector<workspace::Endpoint> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams,
                                           std::shared_ptr<feed::Hub> hub) {
  const HttpContext context{.database = std::move(database),
                            .seams = &seams,
                            .hub = std::move(hub),
                            .presence = std::make_shared<Presence>(seams.clock)};
  if (context.hub) {
    context.hub->add_observer(
        [presence = context.presence](const feed::Event& event) { presence->observe(event); });
  }
  std::vector<workspace::Endpoint> all{
      naming(endpoint("GET", "/api/v1/inbox", Access::read,
                      [context](const Call& call) { return get_list(context, call); }),
             {{In::query, "account", AccountIdTag::prefix},
              {In::query, "label", LabelIdTag::prefix},
              {In::query, "assignee", PersonIdTag::prefix}}),
      naming(endpoint("GET", "/api/v1/inbox/counts", Access::read,
                      [context](const Call& call) { return get_counts(context, call); }),
             {{In::query, "account", AccountIdTag::prefix}}),
      naming(changing("POST", "/api/v1/inbox/bulk", Access::inbox, "conversation.change",
                      [context](const Call& call) { return post_bulk(context, call); }),
             change_ids("change.")),
      endpoint("GET", "/api/v1/inbox/{id}", Access::read,
               [context](const Call& call) { return get_whole(context, call); }),
      naming(changing("PATCH", "/api/v1/inbox/{id}", Access::inbox, "conversation.change",
                      [context](const Call& call) { return patch_one(context, call); }),
             change_ids("")),
  };
  append(all, work_endpoints(context));
  append(all, note_endpoints(context));
  append(all, label_endpoints(context));
  append(all, canned_endpoints(context));
  append(all, view_endpoints(context));
  append(all, search_endpoints(context));
  return all;
}

}  // namespace dunlin::inbox
