#include "contacts/contacts.h"
#include "outbound/outbound.h"
#include "sim/world/world.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

constexpr Duration kLooksEvery = 5s;

struct Seen {
  std::int64_t open_work = 0;
  accounts::State account = accounts::State::active;
};

Result<Seen> look(db::Tx& tx, const std::string& ig_id) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  DUNLIN_TRY(const outbound::QueueFacts facts, outbound::queue_facts(tx, node));
  DUNLIN_TRY(const auto routed, accounts::route(tx, node, ig_id));
  DUNLIN_TRY(const auto profile_due, contacts::next_profile_due(tx, node));
  Seen seen{.open_work = facts.queued + facts.sending + facts.unknown + (profile_due ? 1 : 0)};
  if (!routed) return seen;
  DUNLIN_TRY(const auto account, accounts::find(tx, routed->scope, routed->account));
  seen.account = account.state;
  return seen;
}

Status connect_again(db::Tx& tx, const accounts::Vault& vault, const accounts::NewAccount& wanted,
                     Instant now) {
  DUNLIN_TRY(const auto routed,
             accounts::route(tx, workspace::ScopeMaker::for_node(), wanted.ig_id));
  if (!routed) return {};
  DUNLIN_CHECK(accounts::connect(tx, routed->scope, vault, wanted, now));
  DUNLIN_TRY(const auto account, accounts::find(tx, routed->scope, routed->account));
  return accounts::set_state(tx, routed->scope, routed->account, accounts::State::active, "",
                             account.paused_until);
}

}  // namespace

/// The person who looks after the server: sees how much is open, and connects the account again
/// when Instagram has ended or paused its connection.
Task<void> World::attend(db::Database database, Timers& timers, const Clock& clock) {
  const accounts::NewAccount* const account = &*options_.app.quick_start;
  const accounts::Vault* const vault = vault_.get();
  const auto see = [ig_id = account->ig_id](db::Tx& tx) { return look(tx, ig_id); };
  for (;;) {
    const auto seen = co_await database.read(see);
    if (seen) open_work_ = seen->open_work;
    if (seen && seen->account != accounts::State::active) {
      const Instant now = clock.now();
      const auto mend = [vault, account, now](db::Tx& tx) {
        return connect_again(tx, *vault, *account, now);
      };
      const auto mended = co_await database.write(mend);
      if (mended) weather_.note("connected_again");
    }
    co_await sleep(timers, kLooksEvery);
  }
}

}  // namespace dunlin::world
