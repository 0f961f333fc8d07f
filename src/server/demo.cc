#include "server/demo.h"

#include <algorithm>
#include <memory>

#include "base/id_time.h"
#include "search/search.h"
#include "server/store_demo.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

constexpr std::size_t kRowsAtOnce = 1'000;
constexpr int kRemovedAtOnce = 1'000;
/// Shorter than the silence after which a conversation is archived.
constexpr Duration kSpan = std::chrono::days{28};
/// Ids of the demo's messages are made of their times; no node has this number for long.
constexpr std::int64_t kNode = 1023;

struct Furnished {
  Scope scope;
  DemoPlace place;
  Secret<> token;
};

/// The workspace with its account, labels, people and two keys.
Result<Furnished> furnish(db::Tx& tx, Seams& seams, Instant now) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  DUNLIN_TRY(const auto before, demo_workspaces(tx, node));
  DUNLIN_TRY(const WorkspaceId id,
             workspace::create_workspace(tx, node, seams.ids.next<WorkspaceId>(), "Demo", now));
  DUNLIN_CHECK(mark_demo(tx, node, id, now));
  Furnished out{.scope = workspace::ScopeMaker::for_workspace(id, {}), .place = {}, .token = {}};
  const auto everything = workspace::KeyScopes::everything();
  DUNLIN_TRY(auto mine, workspace::create_api_key(tx, out.scope, seams, "Demo", everything,
                                                  workspace::Installer::no));
  DUNLIN_TRY(auto colleagues, workspace::create_api_key(tx, out.scope, seams, "A colleague",
                                                        everything, workspace::Installer::no));
  out.place.account = seams.ids.next<AccountId>();
  DUNLIN_TRY(const auto owner, let_installers_in(tx, node, id, now));
  out.place.me = owner.value_or(PersonId{mine.key.id.value});
  out.place.number = static_cast<int>(before.size());
  out.place.colleague = PersonId{colleagues.key.id.value};
  out.token = std::move(mine.token);
  DUNLIN_CHECK(add_demo_account(tx, out.scope, out.place.account, now));
  for (const DemoLabel& label : demo_labels()) {
    out.place.labels.push_back(seams.ids.next<LabelId>());
    DUNLIN_CHECK(add_demo_label(tx, out.scope, out.place.labels.back(), label));
  }
  out.place.first_id = seams.ids.next_value();
  return out;
}

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

Task<Status> write_messages(db::Database main, const Furnished& furnished, DemoWorld& world,
                            std::int64_t all, DemoProgress progress) {
  std::int64_t done = 0;
  while (world.has_next()) {
    const auto rows =
        std::make_shared<const std::vector<DemoRow>>(next_rows(world, furnished.place.number));
    const std::span<const DemoConversation> conversations = world.conversations();
    const auto add = [scope = furnished.scope, place = furnished.place, rows,
                      conversations](db::Tx& tx) {
      return add_demo_rows(tx, scope, place, *rows, conversations);
    };
    auto added = co_await main.write(add);
    if (!added) co_return added;
    done += static_cast<std::int64_t>(rows->size());
    progress(done, all);
  }
  co_return Status();
}

Task<Status> settle_conversations(db::Database main, const Furnished& furnished,
                                  const DemoWorld& world) {
  const std::span<const DemoConversation> all = world.conversations();
  for (std::size_t from = 0; from < all.size(); from += kRowsAtOnce) {
    const auto some = all.subspan(from, std::min(kRowsAtOnce, all.size() - from));
    const auto settle = [scope = furnished.scope, place = furnished.place, some](db::Tx& tx) {
      return settle_demo(tx, scope, place, some);
    };
    auto settled = co_await main.write(settle);
    if (!settled) co_return settled;
  }
  co_return Status();
}

}  // namespace

Task<Result<DemoMade>> fill_demo(db::Database main, Seams& seams, DemoWish wish,
                                 DemoProgress progress) {
  const Instant now = seams.clock.now();
  const auto make = [&seams, now](db::Tx& tx) { return furnish(tx, seams, now); };
  auto furnished = co_await main.write(make);
  if (!furnished) co_return furnished.error();
  DemoWorld world(wish.seed, wish.messages, now - kSpan, now);
  auto written = co_await write_messages(main, *furnished, world, wish.messages, progress);
  if (!written) co_return written.error();
  auto settled = co_await settle_conversations(main, *furnished, world);
  if (!settled) co_return settled.error();
  const auto note = [scope = furnished->scope, now](db::Tx& tx) -> Status {
    const std::int64_t through = first_id_value_at(now);
    DUNLIN_CHECK(search::note_progress(tx, scope, search::What::messages, through));
    return search::note_progress(tx, scope, search::What::contacts, through);
  };
  auto noted = co_await main.write(note);
  if (!noted) co_return noted.error();
  co_return DemoMade{.workspace = furnished->scope.workspace(),
                     .messages = wish.messages,
                     .conversations = static_cast<std::int64_t>(world.conversations().size()),
                     .token = std::move(furnished->token)};
}

Task<Result<std::int64_t>> remove_demos(db::Database main, DemoProgress progress) {
  const auto list = [](db::Tx& tx) {
    return demo_workspaces(tx, workspace::ScopeMaker::for_node());
  };
  auto workspaces = co_await main.read(list);
  if (!workspaces) co_return workspaces.error();
  std::int64_t rows = 0;
  for (const WorkspaceId id : *workspaces) {
    const Scope scope = workspace::ScopeMaker::for_workspace(id, {});
    const auto remove = [scope](db::Tx& tx) { return remove_demo_part(tx, scope, kRemovedAtOnce); };
    for (bool done = false; !done;) {
      auto part = co_await main.write(remove);
      if (!part) co_return part.error();
      rows += part->rows;
      done = part->done;
      progress(rows, 0);
    }
  }
  co_return rows;
}

}  // namespace dunlin::server
