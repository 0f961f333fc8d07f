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
  Waiting(ToBegin send, Timers& timers) : send(std::move(send)), answered(timers) {}
  ToBegin send;
  std::optional<Result<BeginAnswer>> answer;
  Signal answered;
};
using Group = std::vector<std::shared_ptr<Waiting>>;
using Answers = std::vector<BeginAnswer>;

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

Result<Answers> begin(db::Tx& tx, const BeginGroup::State& state, const Group& group) {
  std::vector<const ToBegin*> members;
  for (const auto& waiting : group) members.push_back(&waiting->send);
  return begin_together(tx, state.vault, members, state.claimer, state.listeners);
}

void tell(Waiting& waiting, Result<BeginAnswer> answer) {
  waiting.answer.emplace(std::move(answer));
  waiting.answered.notify();
}

/// Tells those that have an answer; the others go alone.
Group tell_all(const Group& group, Result<Answers> answers) {
  if (!answers && group.size() == 1) tell(*group.front(), answers.error());
  if (!answers) return group.size() == 1 ? Group{} : group;
  Group busy;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (std::holds_alternative<Busy>((*answers)[i]))
      busy.push_back(group[i]);
    else
      tell(*group[i], std::move((*answers)[i]));
  }
  return busy;
}

/// One that cannot begin undoes the whole group: then each goes alone, as does one whose
/// conversation somebody else had.
Task<void> commit(StatePointer state, Group group) {
  const auto start = [state, group](db::Tx& tx) { return begin(tx, *state, group); };
  auto answers = co_await state->database.write(start);
  const Group left = tell_all(group, std::move(answers));
  for (const auto& waiting : left) {
    Group alone(1, waiting);
    co_await commit(state, std::move(alone));
  }
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
  const auto waiting = std::make_shared<Waiting>(
      ToBegin{.intent = std::move(intent), .beginning = std::move(beginning)}, state->seams.timers);
  state->waiting[account].push_back(waiting);
  const bool first = state->at_work.insert(account).second;
  if (first) spawn(state->seams.executor, commit_all(state, account));
  while (!waiting->answer) co_await waiting->answered.wait(kPatience);
  co_return std::move(*waiting->answer);
}

}  // namespace dunlin::outbound
