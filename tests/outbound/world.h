#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contacts/contacts.h"
#include "outbound/store.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "workspace/workspace.h"

/// A workspace with one account and one person, a real database, and an Instagram that does what
/// the test says.
namespace dunlin::outbound::test {

inline constexpr std::string_view kIgId = "17841499900000001";
inline constexpr std::string_view kIgsid = "9100000000000000001";
inline const WorkspaceId kWorkspace{1};
inline const AccountId kAccount{2};
inline const ContactId kContact{3};
inline const ConversationId kConversation{4};

inline Scope scope() {
  return workspace::ScopeMaker::for_workspace(kWorkspace, {.id = "test"});
}
inline NodeScope node() {
  return workspace::ScopeMaker::for_node();
}

/// Workspace, account, contact, conversation, and an inbound message at `now` that opens the
/// window.
Status populate(db::Tx& tx, const accounts::Vault& vault, Instant now,
                accounts::Transport transport = accounts::Transport::simulator);
/// A second person of the same account; ids are the number and the number + 1.
Status add_person(db::Tx& tx, std::int64_t number, std::string_view igsid, Instant now);
std::unique_ptr<accounts::Vault> make_vault(Random& random);

NewIntent wished(std::int64_t number, std::string text);
Result<Enqueued> enqueue_now(db::Tx& tx, const NewIntent& intent, Instant now);

/// What one POST of a message meets.
struct Fate {
  enum class Kind { answered, lost_after_effect, lost_before_effect, not_sent, error, hangs };
  Kind kind = Kind::answered;
  int code = 0, subcode = 0;
  int regain_minutes = 0;
};

class FakeGraph final : public net::Client {
 public:
  struct Delivered {
    std::string mid, igsid, text;
    Instant at;
    bool human_agent = false;
  };

  explicit FakeGraph(const Clock& clock) : clock_(clock) {}
  /// The timers of whoever calls, so that a crash takes its calls along.
  void use(Timers& timers) { timers_ = &timers; }
  Task<net::ClientResult> send(net::ClientRequest request) override;

  std::deque<Fate> fates;            ///< of the next messages; after them all are answered
  std::vector<Delivered> delivered;  ///< effects, oldest first
  int marks = 0, reads = 0;
  Duration latency = std::chrono::milliseconds{50};
  Fate read_fate, mark_fate;  ///< only `error` of a mark

 private:
  net::ClientResult effect(const std::string& body, const Fate& fate);
  net::ClientResult mark();
  net::ClientResult read(const std::string& url);
  const Clock& clock_;
  Timers* timers_ = nullptr;
  int made_ = 0;
};

/// Shown: a typing mark goes ahead of each answer while little is due.
enum class Marks { shown, left_out };

/// A sender on a virtual clock over SQLite. `crash` kills it at once, `start` begins a new process
/// on the same rows.
class World {
 public:
  explicit World(Marks marks = Marks::shown,
                 accounts::Transport transport = accounts::Transport::simulator);
  ~World();

  void start();
  void crash();
  void advance(Duration duration) { seams_.advance(duration); }
  Instant now() { return seams_.clock().now(); }
  testing::ManualSeams& seams() { return seams_; }
  db::Database database() { return db::Database(storage_.main); }
  const accounts::Vault& vault() { return *vault_; }
  Sender& sender() { return *sender_; }

  template <db::TxFn F>
  auto write(F fn) {
    return seams_.run(database().write(std::move(fn)));
  }
  /// Enqueued and the sender woken.
  Enqueued want(const NewIntent& intent);
  Intent intent(std::int64_t number);
  IntentState state(std::int64_t number) { return intent(number).state; }
  conversations::Message message(std::int64_t number);
  accounts::Account account();
  /// The echo webhook of a delivered message.
  bool echo(const FakeGraph::Delivered& message);
  std::vector<std::string> texts() const;

  FakeGraph& graph() { return graph_; }
  std::vector<Settled> settled;
  Options options;

 private:
  testing::ManualSeams seams_;
  FakeGraph graph_{seams_.clock()};
  testing::OpenedStorage storage_;
  std::unique_ptr<accounts::Vault> vault_;
  clockwork::Domain domain_{};
  std::unique_ptr<Timers> timers_;
  std::unique_ptr<Seams> process_;
  std::unique_ptr<Sender> sender_;
};

}  // namespace dunlin::outbound::test
