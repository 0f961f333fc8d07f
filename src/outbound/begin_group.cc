#include "outbound/begin_group.h"

#include <algorithm>
#include <optional>

namespace dunlin::outbound {
namespace {

/// A person who says stop waits for the conversation's row until the group is committed.
constexpr std::size_t kMost = 16;
/// Somebody always announces the answer; this only bounds the timer.
constexpr Duration kPatience = std::chrono::hours{1};

struct Waiting {
  Waiting(Intent intent, Beginning beginning, Timers& timers)
      : intent(std::move(intent)), beginning(std::move(beginning)), answered(timers) {}
  Intent intent;
  Beginning beginning;
  std::optional<Result<BeginAnswer>> answer;
  Signal answered;
};
using Group = std::vector<std::shared_ptr<Waiting>>;
using Answers = std::vector<BeginAnswer>;

Scope scope_of(const Intent& intent) {
  return workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
}

}  // namespace

struct BeginGroup::State {
  Seams& seams;
  db::Database database;
  const accounts::Vault& vault;
  Claimer claimer;
  ListenerList listeners;
  std::map<AccountId, Group> waiting;
  std::set<AccountId> at_work;
};

namespace {

using StatePointer = std::shared_ptr<BeginGroup::State>;

Result<BeginAnswer> begin_one(db::Tx& tx, const BeginGroup::State& state, const Waiting& waiting) {
  return begin_sending(tx, scope_of(waiting.intent), state.vault, waiting.intent, state.claimer,
                       waiting.beginning, state.listeners);
}

/// Every conversation is locked before the account's limits, in the order that all keep.
Status lock_conversations(db::Tx& tx, const Group& group) {
  Group ordered = group;
  std::ranges::sort(ordered, {}, [](const auto& one) { return one->intent.conversation; });
  for (const auto& one : ordered) {
    const Intent& intent = one->intent;
    const auto locked = conversations::open(tx, scope_of(intent), intent.account, intent.contact,
                                            intent.conversation, one->beginning.now, false);
    if (!locked) return locked.error();
  }
  return {};
}

Result<Answers> begin_all(db::Tx& tx, const BeginGroup::State& state, const Group& group) {
  DUNLIN_CHECK(lock_conversations(tx, group));
  Answers out;
  for (const auto& one : group) {
    DUNLIN_TRY(BeginAnswer answer, begin_one(tx, state, *one));
    out.push_back(std::move(answer));
  }
  return out;
}

void tell(Waiting& waiting, Result<BeginAnswer> answer) {
  waiting.answer.emplace(std::move(answer));
  waiting.answered.notify();
}

Task<void> commit_alone(StatePointer state, std::shared_ptr<Waiting> waiting) {
  const auto start = [state, waiting](db::Tx& tx) { return begin_one(tx, *state, *waiting); };
  auto answer = co_await state->database.write(start);
  tell(*waiting, std::move(answer));
}

/// One that cannot begin undoes the whole group: then each goes alone.
Task<void> commit(StatePointer state, Group group) {
  if (group.size() > 1) {
    const auto start = [state, group](db::Tx& tx) { return begin_all(tx, *state, group); };
    auto answers = co_await state->database.write(start);
    if (answers) {
      for (std::size_t i = 0; i < group.size(); ++i) tell(*group[i], std::move((*answers)[i]));
      co_return;
    }
  }
  for (const auto& waiting : group) co_await commit_alone(state, waiting);
}

Task<void> commit_all(StatePointer state, AccountId account) {
  for (;;) {
    Group& waiting = state->waiting[account];
    if (waiting.empty()) break;
    const auto most = static_cast<std::ptrdiff_t>(std::min(kMost, waiting.size()));
    Group group(waiting.begin(), waiting.begin() + most);
    waiting.erase(waiting.begin(), waiting.begin() + most);
    co_await commit(state, std::move(group));
  }
  state->waiting.erase(account);
  state->at_work.erase(account);
}

}  // namespace

BeginGroup::BeginGroup(Seams& seams, db::Database database, const accounts::Vault& vault,
                       Claimer claimer, ListenerList listeners)
    : state_(new State{.seams = seams,
                       .database = std::move(database),
                       .vault = vault,
                       .claimer = std::move(claimer),
                       .listeners = std::move(listeners),
                       .waiting = {},
                       .at_work = {}}) {}

Task<Result<BeginAnswer>> BeginGroup::begin(Intent intent, Beginning beginning) {
  const auto state = state_;
  const AccountId account = intent.account;
  const auto waiting =
      std::make_shared<Waiting>(std::move(intent), std::move(beginning), state->seams.timers);
  state->waiting[account].push_back(waiting);
  const bool first = state->at_work.insert(account).second;
  if (first) spawn(state->seams.executor, commit_all(state, account));
  while (!waiting->answer) co_await waiting->answered.wait(kPatience);
  co_return std::move(*waiting->answer);
}

}  // namespace dunlin::outbound
