#include "server/demo.h"

#include <algorithm>
#include <memory>

#include "base/id_time.h"
#include "search/search.h"
#include "server/first_start.h"
#include "server/store_demo.h"
#include "server/store_workspace_removal.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

constexpr std::size_t kRowsAtOnce = 1'000;
constexpr int kRemovedAtOnce = 1'000;
/// Shorter than the silence after which a conversation is archived.
constexpr Duration kSpan = std::chrono::days{28};
/// Ids of the demo's messages are made of their times; no node has this number for long.
constexpr std::int64_t kNode = 1023;

Error demo_busy() {
  return Error(Code::conflict, "demo.busy", "A message of the demo is on its way")
      .hinting("Try again in a minute, when its outcome is known.")
      .retrying(Retry::later);
}

}  // namespace

struct FurnishedDemo {
  Scope scope;
  DemoPlace place;
};

namespace {

std::vector<DemoRow> next_rows(DemoWorld& world, int demo) {
  std::vector<DemoRow> rows;
  while (world.has_next() && rows.size() < kRowsAtOnce) {
    DemoMessage message = world.next();
    // No two are of one millisecond.
    const MessageId id{first_id_value_at(message.sent_at) | (kNode << 12) | (demo & 0xFFF)};
    std::string tokens = search::tokens_of(message.text);
    rows.push_back({.id = id, .message = std::move(message), .tokens = std::move(tokens)});
  }
  return rows;
}

Task<Status> write_messages(db::Database main, const Clock& clock, const FurnishedDemo& furnished,
                            DemoWorld& world, std::int64_t all, DemoProgress progress) {
  std::int64_t done = 0;
  while (world.has_next()) {
    const auto rows =
        std::make_shared<const std::vector<DemoRow>>(next_rows(world, furnished.place.number));
    done += static_cast<std::int64_t>(rows->size());
    const std::span<const DemoConversation> conversations = world.conversations();
    const auto add = [scope = furnished.scope, place = furnished.place, rows, conversations, done,
                      now = clock.now()](db::Tx& tx) -> Status {
      DUNLIN_CHECK(hold_demo(tx, scope, done, now));
      return add_demo_rows(tx, scope, place, *rows, conversations);
    };
    auto added = co_await main.write(add);
    if (!added) co_return added;
    progress(done, all);
  }
  co_return Status();
}

Task<Status> settle_conversations(db::Database main, const Clock& clock,
                                  const FurnishedDemo& furnished, const DemoWorld& world,
                                  std::int64_t messages) {
  const std::span<const DemoConversation> all = world.conversations();
  for (std::size_t from = 0; from < all.size(); from += kRowsAtOnce) {
    const auto some = all.subspan(from, std::min(kRowsAtOnce, all.size() - from));
    const auto settle = [scope = furnished.scope, place = furnished.place, some, messages,
                         now = clock.now()](db::Tx& tx) -> Status {
      DUNLIN_CHECK(hold_demo(tx, scope, messages, now));
      return settle_demo(tx, scope, place, some);
    };
    auto settled = co_await main.write(settle);
    if (!settled) co_return settled;
  }
  co_return Status();
}

Task<Status> end(db::Database main, const FurnishedDemo& furnished, std::int64_t messages,
                 Instant begun_at, Instant now) {
  const auto note = [scope = furnished.scope, messages, begun_at, now](db::Tx& tx) -> Status {
    DUNLIN_CHECK(hold_demo(tx, scope, messages, now));
    const std::int64_t through = first_id_value_at(begun_at);
    DUNLIN_CHECK(search::note_progress(tx, scope, search::What::messages, through));
    DUNLIN_CHECK(search::note_progress(tx, scope, search::What::contacts, through));
    return end_filling(tx, scope, now);
  };
  co_return co_await main.write(note);
}

}  // namespace

/// The workspace with its account, rules, labels, people and two keys.
Result<DemoBegun> begin_demo(db::Tx& tx, Seams& seams, const DemoWish& wish, Instant now) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  DUNLIN_TRY(const auto before, demo_workspaces(tx, node));
  DUNLIN_TRY(const WorkspaceId id,
             workspace::create_workspace(tx, node, seams.ids.next<WorkspaceId>(), "Demo", now));
  DUNLIN_CHECK(mark_demo(tx, node, id, wish.messages, now));
  const Scope scope = workspace::ScopeMaker::for_workspace(id, {});
  DUNLIN_CHECK(furnish_workspace(tx, scope, now));
  const auto everything = workspace::KeyScopes::everything();
  DUNLIN_TRY(auto mine, workspace::create_api_key(tx, scope, seams, "Demo", everything,
                                                  workspace::Installer::no));
  DUNLIN_TRY(auto colleagues, workspace::create_api_key(tx, scope, seams, "A colleague", everything,
                                                        workspace::Installer::no));
  DemoPlace place;
  place.account = seams.ids.next<AccountId>();
  DUNLIN_TRY(const auto owner, let_installers_in(tx, node, id, now));
  place.me = owner.value_or(PersonId{mine.key.id.value});
  place.number = static_cast<int>(before.size());
  place.colleague = PersonId{colleagues.key.id.value};
  DUNLIN_CHECK(add_demo_account(tx, scope, place.account, now));
  for (const DemoLabel& label : demo_labels()) {
    place.labels.push_back(seams.ids.next<LabelId>());
    DUNLIN_CHECK(add_demo_label(tx, scope, place.labels.back(), label));
  }
  place.first_id = seams.ids.next_value();
  return DemoBegun{
      .furnished = std::make_shared<const FurnishedDemo>(scope, std::move(place)),
      .workspace = id,
      .token = std::move(mine.token),
  };
}

Task<Result<DemoMade>> fill_demo(db::Database main, const Clock& clock, DemoBegun begun,
                                 DemoWish wish, DemoProgress progress) {
  const FurnishedDemo& furnished = *begun.furnished;
  const Instant begun_at = clock.now();
  DemoWorld world(wish.seed, wish.messages, begun_at - kSpan, begun_at);
  auto written = co_await write_messages(main, clock, furnished, world, wish.messages, progress);
  if (!written) co_return written.error();
  auto settled = co_await settle_conversations(main, clock, furnished, world, wish.messages);
  if (!settled) co_return settled.error();
  auto ended = co_await end(main, furnished, wish.messages, begun_at, clock.now());
  if (!ended) co_return ended.error();
  co_return DemoMade{.workspace = begun.workspace,
                     .messages = wish.messages,
                     .conversations = static_cast<std::int64_t>(world.conversations().size()),
                     .token = std::move(begun.token)};
}

Task<Result<DemoMade>> make_demo(db::Database main, Seams& seams, DemoWish wish,
                                 DemoProgress progress) {
  const auto begin = [&seams, wish, now = seams.clock.now()](db::Tx& tx) {
    return begin_demo(tx, seams, wish, now);
  };
  auto begun = co_await main.write(begin);
  if (!begun) co_return begun.error();
  co_return co_await fill_demo(main, seams.clock, *std::move(begun), wish, progress);
}

Result<std::int64_t> begin_removal(db::Tx& tx, Instant now) {
  return mark_removal(tx, workspace::ScopeMaker::for_node(), now);
}

Task<Result<std::int64_t>> remove_demos(db::Database main, const Clock& clock,
                                        DemoProgress progress) {
  const auto list = [now = clock.now()](db::Tx& tx) -> Result<std::vector<WorkspaceId>> {
    DUNLIN_CHECK(begin_removal(tx, now));
    return demo_workspaces(tx, workspace::ScopeMaker::for_node());
  };
  auto workspaces = co_await main.write(list);
  if (!workspaces) co_return workspaces.error();
  std::int64_t rows = 0;
  for (const WorkspaceId id : *workspaces) {
    const Scope scope = workspace::ScopeMaker::for_workspace(id, {});
    for (bool done = false; !done;) {
      const auto remove = [scope, now = clock.now()](db::Tx& tx) {
        return remove_workspace_part(tx, scope, kRemovedAtOnce, now);
      };
      auto part = co_await main.write(remove);
      if (!part) co_return part.error();
      if (part->waits) co_return demo_busy();
      rows += part->rows;
      done = part->done;
      progress(rows, 0);
    }
  }
  co_return rows;
}

}  // namespace dunlin::server
