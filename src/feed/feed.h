#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "db/tx.h"

/// Live changes: what committed transactions changed, told to those who watch a workspace on this
/// node and on the others. Owns no table: every event is a hint that something is to be read anew,
/// may come twice, and is lost with the process; the rows are the truth (docs/adr/0024).
namespace dunlin::feed {

enum class Kind {
  conversation = 0,
  message = 1,  ///< `id` is its conversation's
  contact = 2,
  rules = 3,
  account = 4,
  switches = 5,   ///< pauses of the workspace, or of the installation
  attention = 6,  ///< what waits for a person: held sends, parked events, lost connections
  presence = 7,   ///< `id` is a conversation's; `note` says who is there. Of no transaction
  activity = 8,   ///< an event's trace, or a step of a send
};
std::string_view name(Kind kind);

/// For a store: this changed, if the transaction commits. An id of 0 means all of the kind.
template <class Tag>
void tell(db::Tx& tx, WorkspaceId workspace, Kind kind, Id<Tag> id) {
  tx.changed({.workspace = workspace, .kind = static_cast<int>(kind), .id = id.value});
}
inline void tell(db::Tx& tx, WorkspaceId workspace, Kind kind) {
  tx.changed({.workspace = workspace, .kind = static_cast<int>(kind), .id = 0});
}

struct Event {
  WorkspaceId workspace;  ///< 0: all
  Kind kind = Kind::conversation;
  std::int64_t id = 0;
  std::string note;  ///< of presence only; at most 64 bytes without control characters
};

struct HubOptions {
  std::string run;            ///< this process's run, unlike every other's; letters, digits, '.'
  std::size_t kept = 32'768;  ///< events that can be read again
  Duration gathered = std::chrono::milliseconds{20};  ///< changes of one thing within it are one
  /// To the other nodes; none when there are none. A word is at most `longest_word` bytes.
  std::function<void(std::string word)> tell_others{};
  /// Instead of too many words: the others have lost something.
  std::function<void()> tell_loss{};
  std::size_t longest_word = 7'900;
};

/// One for a process. All on one executor.
class Hub final : public db::Watcher, public std::enable_shared_from_this<Hub> {
 public:
  Hub(Timers& timers, HubOptions options);
  ~Hub() override;

  void changed(const db::Change& change) override;
  void publish(Event event);
  /// A word of another node, or of this one come back.
  void hear(std::string_view word);
  /// What others told may have been lost: everybody who watches must read anew.
  void lost();
  /// Those who listen are woken and told the end.
  void close();
  /// Called for each event as it enters the ring, from here or elsewhere.
  void add_observer(std::function<void(const Event&)> observer) {
    observers_.push_back(std::move(observer));
  }

  [[nodiscard]] const std::string& run() const { return options_.run; }
  [[nodiscard]] bool closed() const { return closed_; }
  /// Of the last event; they count up from 1.
  [[nodiscard]] std::uint64_t last() const { return next_ - 1; }

  struct News {
    std::vector<std::pair<std::uint64_t, Event>> events;
    std::uint64_t through = 0;  ///< read on after this
    bool lost = false;          ///< what came after `after` is not all known: begin anew
  };
  /// What came to the workspace after the event `after`; at most `limit` of them.
  [[nodiscard]] News since(WorkspaceId workspace, std::uint64_t after, std::size_t limit) const;

  /// Somebody who waits for the events of one workspace, as long as it lives.
  class Listener {
   public:
    Listener(std::shared_ptr<Hub> hub, Timers& timers, WorkspaceId workspace);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    Task<void> wait(Duration at_most);

   private:
    friend class Hub;
    std::shared_ptr<Hub> hub_;
    WorkspaceId workspace_;
    Signal signal_;
  };
  [[nodiscard]] std::size_t listeners() const;

 private:
  using Pending = std::set<db::Change>;
  void gather();
  void flush();
  void tell_others(const Pending& changes, const std::vector<Event>& notes);
  void enter(Event event, std::set<WorkspaceId>& touched);
  void wake(const std::set<WorkspaceId>& touched);

  Timers& timers_;
  HubOptions options_;
  std::vector<std::function<void(const Event&)>> observers_;
  Pending pending_;
  std::vector<Event> notes_;
  std::optional<Timers::Handle> timer_;
  std::deque<Event> ring_;
  std::uint64_t next_ = 1;  ///< number of the event that comes next
  std::map<WorkspaceId, std::set<Listener*>> listeners_;
  bool closed_ = false;
};

/// Words between nodes: pure, for the tests. A word that was not written by `words_of` is nothing.
std::vector<std::string> words_of(std::string_view run, const std::set<db::Change>& changes,
                                  const std::vector<Event>& notes, std::size_t longest);
struct Word {
  std::string run;
  std::vector<Event> events;
};
std::optional<Word> read_word(std::string_view word);

}  // namespace dunlin::feed
