#include <fmt/format.h>

#include "accounts/accounts.h"
#include "intake/intake.h"
#include "outbound/outbound.h"
#include "server/restore.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

constexpr int kSendsAtOnce = 200;
constexpr int kBodiesAtOnce = 200;
constexpr std::string_view kWhyHeld =
    "This came with a backup, and may have been sent since it was made. Look at the conversation, "
    "then say whether it arrived.";
constexpr std::string_view kWhyParked =
    "This came with a backup and was not finished when that was made. It may have been answered "
    "since; a replay answers it.";

Task<Result<int>> hold_all(db::Database main, Instant now) {
  const auto hold = [now](db::Tx& tx) {
    return outbound::hold_open(tx, workspace::ScopeMaker::for_node(), kWhyHeld, now, kSendsAtOnce);
  };
  int all = 0;
  for (int some = kSendsAtOnce; some == kSendsAtOnce;) {
    auto held = co_await main.write(hold);
    if (!held) co_return held.error();
    some = *held;
    all += some;
  }
  co_return all;
}

Result<int> park_unfinished(db::Tx& tx, const std::vector<RawEventId>& ids, Instant now) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  int parked = 0;
  for (const RawEventId id : ids) {
    DUNLIN_TRY(const bool finished, intake::was_decoded(tx, node, id, now));
    if (finished) continue;
    DUNLIN_CHECK(intake::park(tx, node,
                              {.raw = id,
                               .position = intake::kWholeBody,
                               .workspace = {},
                               .reason = intake::ParkReason::restored,
                               .detail = std::string(kWhyParked),
                               .kind = "body",
                               .parked_at = now}));
    ++parked;
  }
  return parked;
}

Task<Result<int>> park_all(db::Database main, db::Database journal, Instant now) {
  RawEventId after{};
  int all = 0;
  for (;;) {
    const auto page = [after](db::Tx& tx) {
      return intake::raw_after(tx, workspace::ScopeMaker::for_node(), after, kBodiesAtOnce);
    };
    auto bodies = co_await journal.read(page);
    if (!bodies) co_return bodies.error();
    if (bodies->empty()) co_return all;
    after = bodies->back().id;
    std::vector<RawEventId> ids;
    for (const intake::RawEvent& body : *bodies) ids.push_back(body.id);
    const auto park = [ids, now](db::Tx& tx) { return park_unfinished(tx, ids, now); };
    auto parked = co_await main.write(park);
    if (!parked) co_return parked.error();
    all += *parked;
  }
}

Status open_every_secret(db::Tx& tx, const accounts::Vault& vault) {
  DUNLIN_TRY(const auto workspaces,
             workspace::list_workspaces(tx, workspace::ScopeMaker::for_node()));
  for (const WorkspaceId id : workspaces) {
    const Scope scope = workspace::ScopeMaker::for_workspace(id, {.id = "restore"});
    DUNLIN_TRY(const auto found, accounts::list(tx, scope));
    for (const accounts::Account& account : found) {
      const auto opened = accounts::open_connection(tx, scope, vault, account.id);
      if (!opened && opened.error().id == "vault.wrong_key_or_tampered") return opened.error();
    }
  }
  return {};
}

}  // namespace

Task<Result<Quietened>> make_quiet(db::Database main, db::Database journal, Instant now) {
  Quietened out;
  const auto pause = [](db::Tx& tx) {
    return workspace::set_sending_paused(tx, workspace::ScopeMaker::for_node(), true);
  };
  auto paused = co_await main.write(pause);
  if (!paused) co_return paused.error();
  auto held = co_await hold_all(main, now);
  if (!held) co_return held.error();
  auto parked = co_await park_all(main, journal, now);
  if (!parked) co_return parked.error();
  out.held_sends = *held;
  out.parked_bodies = *parked;
  co_return out;
}

Task<Status> check_key(db::Database main, const accounts::Vault& vault) {
  const auto open = [&vault](db::Tx& tx) { return open_every_secret(tx, vault); };
  co_return co_await main.read(open);
}

Task<Status> check_unused(db::Database main) {
  const auto look = [](db::Tx& tx) {
    return workspace::live_node(tx, workspace::ScopeMaker::for_node());
  };
  auto live = co_await main.read(look);
  if (!live) co_return live.error();
  if (!live->has_value()) co_return Status{};
  co_return Error(
      Code::conflict, "restore.in_use",
      fmt::format("A server (node {}) works on this database, or did a minute ago.", **live))
      .hinting("Stop every server of this database, wait a minute, and repeat.");
}

}  // namespace dunlin::server
