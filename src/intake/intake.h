#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "intake/event.h"
#include "net/http.h"
#include "net/signature.h"
#include "workspace/endpoint.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// What comes in: webhooks become durable raw bodies before they are answered, and typed events
/// after. Owns raw_event (journal), decoded, parked_event, event_seen.
namespace dunlin::intake {

/// How a body came: a webhook, or read by polling or backfill through the same door.
enum class Origin { webhook = 0, polling = 1, replay = 2 };

struct RawEvent {
  RawEventId id;
  Instant received_at;
  Origin origin = Origin::webhook;
  int secret_index = 0;
  std::string body;
};

/// Where accepted bodies go once they are durable; called on the executor. A hint only: what is
/// missed is found by the scan for undecoded rows.
using Accepted = std::function<void(RawEvent, std::size_t waiting)>;

struct WebhookOptions {
  std::vector<Secret<>> app_secrets;  ///< up to four; none: POST answers 404
  Secret<> verify_token;              ///< empty: GET answers 404
  /// Bodies that wait to be durable; beyond it a delivery is asked to come again (503).
  std::size_t max_waiting_bytes = 64 << 20;
};

/// GET verification and POST acceptance of /webhooks/instagram (PRODUCT §3.1–3.3). POST: signature
/// over the raw bytes, then an INSERT into the journal, then 200; nothing is parsed before. 401 bad
/// signature, 503 when it cannot be made durable. Errors are sentences in text/plain.
class Webhook {
 public:
  Webhook(Seams& seams, db::Database journal, WebhookOptions options, Accepted accepted);
  ~Webhook();
  Task<net::Response> verify(const net::Request& request);
  Task<net::Response> accept(net::Request request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The journal: what came in, in the file (or pool) of its own.
Status append_raw(db::Tx& journal, const NodeScope&, const RawEvent& raw);
/// Several at once, in few statements. A row whose id is there already stays as it is.
Status append_raw(db::Tx& journal, const NodeScope&, std::span<const RawEvent* const> raws);
/// In the order of ids. That is not quite the order of commits: a scan for what was missed must not
/// begin at the newest id it has seen.
Result<std::vector<RawEvent>> raw_after(db::Tx& journal, const NodeScope&, RawEventId after,
                                        int limit);
Result<std::optional<RawEvent>> find_raw(db::Tx& journal, const NodeScope&, RawEventId id);
/// Removes bodies that `prunable` named. Returns how many went.
Result<int> prune_raw(db::Tx& journal, const NodeScope&, const std::vector<RawEventId>& decoded);

/// Main file. One that was marked before stays as it is.
Status mark_decoded(db::Tx& main, const NodeScope&, RawEventId id, Instant now);
/// The same; true when it was marked before.
Result<bool> was_decoded(db::Tx& main, const NodeScope&, RawEventId id, Instant now);
/// Which of `ids` are already marked.
Result<std::vector<RawEventId>> decoded_among(db::Tx& main, const NodeScope&,
                                              const std::vector<RawEventId>& ids);
/// Finished bodies that nothing parked needs any more: their raw rows may go, then
/// (`forget_decoded`) their marks, in this order.
Result<std::vector<RawEventId>> prunable(db::Tx& main, const NodeScope&, int limit);
Status forget_decoded(db::Tx& main, const NodeScope&, const std::vector<RawEventId>& ids);

/// First sight of an event key (for kinds that are not messages)? Kept at least kKeysKept.
Result<bool> first_sight(db::Tx& main, const Scope& scope, AccountId account, std::string_view key,
                         Instant now);
inline constexpr std::chrono::days kKeysKept{30};
/// Forgets keys seen before `before`, at most `limit` a call. Returns how many went.
Result<int> prune_keys(db::Tx& main, const NodeScope&, Instant before, int limit);

enum class ParkReason {
  undecodable = 0,
  unknown_account = 1,
  processing_failed = 2,
  missing_sender = 3,
  restored = 4,  ///< came with a backup that does not know what became of it
};
std::string_view name(ParkReason reason);
std::optional<ParkReason> park_reason_named(std::string_view name);
inline constexpr int kWholeBody = -1;
struct ParkedEvent {
  RawEventId raw;
  int position = 0;                      ///< index of the event in its body, or kWholeBody
  std::optional<WorkspaceId> workspace;  ///< none while the account is unknown
  ParkReason reason = ParkReason::undecodable;
  std::string detail;  ///< a sentence, no message text
  std::string kind;
  Instant parked_at;
  int attempts = 1;
  std::string account_ig_id{};  ///< whom it was for; empty when unknown
};
/// Parked before: reason, detail, workspace and account become the new ones, attempts rises by one,
/// parked_at stays.
Status park(db::Tx& main, const NodeScope&, const ParkedEvent& event);
/// Newest first, keyset by (parked_at, raw, position) packed into `cursor` (empty: from the start).
/// `installer` sees also what belongs to no workspace. Errors: api.cursor_invalid.
struct ParkedPage {
  std::vector<ParkedEvent> items;
  std::string next;
};
struct ParkedFilter {
  std::optional<ParkReason> reason{};
  std::optional<std::string> account_ig_id{};
};
Result<ParkedPage> list_parked(db::Tx& main, const Scope& scope, bool installer,
                               const ParkedFilter& filter, std::string_view cursor, int limit);
/// By reason, of at most kMostCounted events.
struct ParkedCount {
  std::map<ParkReason, std::int64_t> by_reason;
  bool more = false;
};
inline constexpr int kMostCounted = 10'000;
Result<ParkedCount> count_parked(db::Tx& main, const Scope& scope, bool installer,
                                 const ParkedFilter& filter);
/// Bodies with events that fit, the longest parked first: those after `after` in the order of
/// (parked_at, raw). What is parked again keeps its place, so that a walk that goes on comes to an
/// end.
struct ParkedBody {
  Instant parked_at;
  RawEventId raw;
};
Result<std::vector<ParkedBody>> parked_bodies(db::Tx& main, const Scope& scope, bool installer,
                                              const ParkedFilter& filter,
                                              const workspace::Cursor& after, int limit);
/// How many there are after it; at most kMostCounted are counted.
Result<std::int64_t> count_bodies(db::Tx& main, const Scope& scope, bool installer,
                                  const ParkedFilter& filter, const workspace::Cursor& after);
/// Of the whole installation.
Result<std::int64_t> count_parked(db::Tx& main, const NodeScope&);
/// Whether this body has a parked event that the caller may see.
Result<bool> has_parked(db::Tx& main, const Scope& scope, bool installer, RawEventId raw);
/// False when it was not parked.
Result<bool> unpark(db::Tx& main, const NodeScope&, RawEventId raw, int position);

/// Of one workspace, those that were parked before `before`, the oldest first, at most `limit` a
/// call. Their bodies go as those of finished ones do. Returns how many went.
Result<int> forget_parked(db::Tx& main, const Scope& scope, Instant before, int limit);

/// Carries a replay request to the pipeline; answers what became of it ("answered", "parked again:
/// …").
using Replay = std::function<Task<Result<std::string>>(RawEventId raw)>;
/// GET /api/v1/parked-events, GET …/count, POST …/replay (many, in parts), POST …/{id}/replay, POST
/// /api/v1/webhook/verify-test.
std::vector<workspace::Endpoint> endpoints(db::Database main, Seams& seams, Replay replay,
                                           WebhookOptions options);

}  // namespace dunlin::intake
