#include <algorithm>
#include <utility>

#include "base/log.h"
#include "server/demo.h"
#include "server/store_demo.h"

namespace dunlin::server {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::Endpoint;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

namespace {

/// Enough to look around in, and there in a second.
constexpr DemoWish kSmall{.messages = 3'000};

std::string_view name(DemoState state) {
  switch (state) {
    case DemoState::filling:
      return "filling";
    case DemoState::ready:
      return "ready";
    case DemoState::removing:
      return "removing";
  }
  return "";
}

json::Object to_json(const std::optional<DemoNow>& demo, Instant now) {
  if (!demo) {
    return {{"state", "none"},
            {"workspace", nullptr},
            {"messages", 0},
            {"messages_wanted", 0},
            {"created_at", nullptr}};
  }
  const bool under_way = demo->state != DemoState::ready;
  const bool cut_off = under_way && now - demo->updated_at > kDemoStandsStill;
  return {{"state", cut_off ? "interrupted" : name(demo->state)},
          {"workspace", to_text(demo->workspace)},
          {"messages", std::max<std::int64_t>(0, demo->messages_done)},
          {"messages_wanted", demo->messages_wanted},
          {"created_at", to_rfc3339(demo->created_at)}};
}

Error exists_already() {
  return Error(Code::conflict, "demo.exists", "There is a demo workspace already.")
      .hinting("Open it, or remove it first: DELETE /api/v1/installation/demo.");
}

Task<void> fill(db::Database main, const Clock* clock, DemoBegun begun) {
  const auto quiet = [](std::int64_t, std::int64_t) {};
  auto made = co_await fill_demo(main, *clock, std::move(begun), kSmall, quiet);
  if (!made) log::warning("demo.not_filled", {{"error", made.error().text()}});
}

Task<void> remove(db::Database main, const Clock* clock) {
  const auto quiet = [](std::int64_t, std::int64_t) {};
  auto rows = co_await remove_demos(main, *clock, quiet);
  if (!rows) log::warning("demo.not_removed", {{"error", rows.error().text()}});
}

Task<Result<Reply>> get_demo(db::Database main, const Clock& clock, const Call& call) {
  const auto node = call.node();
  if (!node) return workspace::answer(node.error());
  return in_read(main, [node = *node, now = clock.now()](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto demo, find_demo(tx, node));
    return reply_with(to_json(demo, now));
  });
}

/// A person becomes a member of it; a key is of one workspace, so who calls by one gets another.
Task<Result<Reply>> post_demo(db::Database main, Seams& seams, Call call) {
  const auto node = call.node();
  if (!node) co_return node.error();
  const bool by_key = !call.signed_in;
  const auto begun = std::make_shared<DemoBegun>();
  const auto begin = [&seams, node = *node, by_key, begun,
                      now = seams.clock.now()](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto before, find_demo(tx, node));
    if (before) return exists_already();
    DUNLIN_TRY(*begun, begin_demo(tx, seams, kSmall, now));
    DUNLIN_TRY(const auto demo, find_demo(tx, node));
    json::Object body = to_json(demo, now);
    body["key"] = by_key ? json::Value(begun->token.reveal()) : json::Value();
    Reply reply = reply_with(std::move(body), 202);
    reply.changed = {.object = to_text(begun->workspace), .before = {}, .after = {}};
    return reply;
  };
  auto reply = co_await in_write(main, call, begin);
  if (!reply) co_return reply;
  spawn(seams.executor, fill(main, &seams.clock, std::move(*begun)));
  co_return reply;
}

Task<Result<Reply>> delete_demo(db::Database main, Seams& seams, Call call) {
  const auto node = call.node();
  if (!node) co_return node.error();
  const auto begin = [node = *node, now = seams.clock.now()](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(begin_removal(tx, now));
    DUNLIN_TRY(const auto demo, find_demo(tx, node));
    Reply reply = reply_with(to_json(demo, now), 202);
    if (demo) reply.changed = {.object = to_text(demo->workspace), .before = {}, .after = {}};
    return reply;
  };
  auto reply = co_await in_write(main, call, begin);
  if (!reply) co_return reply;
  spawn(seams.executor, remove(main, &seams.clock));
  co_return reply;
}

}  // namespace

std::vector<Endpoint> demo_endpoints(db::Database main, Seams& seams) {
  const Clock* const clock = &seams.clock;
  return {endpoint("GET", "/api/v1/installation/demo", Access::installer,
                   [=](const Call& call) { return get_demo(main, *clock, call); }),
          changing("POST", "/api/v1/installation/demo", Access::installer, "demo.make",
                   [=, &seams](Call call) { return post_demo(main, seams, std::move(call)); }),
          changing("DELETE", "/api/v1/installation/demo", Access::installer, "demo.remove",
                   [=, &seams](Call call) { return delete_demo(main, seams, std::move(call)); })};
}

}  // namespace dunlin::server
