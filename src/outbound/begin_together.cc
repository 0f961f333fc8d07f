#include <algorithm>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

Scope scope_of(const Intent& intent) {
  return workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
}

Status lock_conversations(db::Tx& tx, std::span<const ToBegin* const> members) {
  std::vector<const ToBegin*> ordered(members.begin(), members.end());
  std::ranges::sort(ordered, {}, [](const ToBegin* one) { return one->intent.conversation; });
  for (const ToBegin* one : ordered) {
    const Intent& intent = one->intent;
    const auto locked = conversations::open(tx, scope_of(intent), intent.account, intent.contact,
                                            intent.conversation, one->beginning.now, false);
    if (!locked) return locked.error();
  }
  return {};
}

}  // namespace

Result<std::vector<BeginAnswer>> begin_together(db::Tx& tx, const accounts::Vault& vault,
                                                std::span<const ToBegin* const> members,
                                                const Claimer& claimer, Listeners listeners) {
  // One alone locks its conversation as it begins.
  if (members.size() > 1) DUNLIN_CHECK(lock_conversations(tx, members));
  std::vector<BeginAnswer> out;
  for (const ToBegin* one : members) {
    DUNLIN_TRY(BeginAnswer answer, begin_sending(tx, scope_of(one->intent), vault, one->intent,
                                                 claimer, one->beginning, listeners));
    out.push_back(std::move(answer));
  }
  return out;
}

}  // namespace dunlin::outbound
