#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "search/words.h"
#include "workspace/scope.h"

/// Full text over messages and people (DESIGN §4 Search), the same on both engines: all words, the
/// last as a beginning, newest first. Owns message_search, contact_search, search_progress,
/// search_lease (migration `search`).
namespace dunlin::search {

enum class What { messages, contacts };

/// The newest made first, below `below`. Ids of `What`.
struct Asked {
  Question question;
  std::optional<std::int64_t> below{};
  int limit = 50;
};
Result<std::vector<std::int64_t>> find(db::Tx& tx, const Scope& scope, What what,
                                       const Asked& asked);

/// Instead of what was known of this one.
struct Document {
  std::int64_t id = 0;
  std::string tokens;  ///< as tokens_of gives them; empty: it is forgotten
};
Status put(db::Tx& tx, const Scope& scope, What what, const Document& document);
Status forget(db::Tx& tx, const Scope& scope, What what, std::int64_t id);

/// What waits to be indexed: older ones first, without those that are there already.
struct Waiting {
  std::int64_t id = 0;
  std::string text;
};
Result<std::vector<Waiting>> load_waiting(db::Tx& tx, const Scope& scope, What what, int limit);
/// All that was made before `through` is indexed, or has nothing to index.
Status note_progress(db::Tx& tx, const Scope& scope, What what, std::int64_t through);
/// When the oldest message that waits was made.
Result<std::optional<Instant>> oldest_waiting(db::Tx& tx, const Scope& scope);

/// True while `owner` alone indexes.
Result<bool> take_lease(db::Tx& tx, const NodeScope&, std::string_view owner, Duration lease);

struct IndexerOptions {
  std::string owner;
  int at_once = 500;                                ///< documents a transaction
  Duration pause = std::chrono::milliseconds{500};  ///< between two looks at what came in
  Duration sweep = std::chrono::seconds{60};        ///< all workspaces, whatever was told
  Duration lease = std::chrono::seconds{30};
  /// Transactions that began longer ago than this are over: their ids need no second look.
  Duration settled_after = std::chrono::seconds{15};
};

/// The worker. It may be cut off anywhere: what is indexed twice is as indexed once.
class Indexer {
 public:
  Indexer(Seams& seams, db::Database database, IndexerOptions options);
  ~Indexer();
  Task<void> run();
  void stop();
  /// Something came to this workspace.
  void wake(WorkspaceId workspace);
  /// Nothing is known to wait.
  [[nodiscard]] bool idle() const;
  /// How far the index was behind when it was looked at last.
  [[nodiscard]] Duration behind() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::search
