#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"

namespace dunlin::instagram {

/// What Meta's documents leave open (INSTAGRAM §10); the first value of each is the default.
struct Switches {
  enum class CommentShape { changes, changes_comment_id, flat };
  enum class Wrapping { flat, data };
  enum class NewMessage { message, edit_first, edit_only };
  enum class PostShare { ig_post, share, both };
  enum class EntryTime { by_kind, all_ms };
  enum class Retries { up_to_36_h, unsubscribe_after_1_h };
  enum class ErrorStatus { plain, varied };

  CommentShape comment_shape = CommentShape::changes;
  Wrapping wrapping = Wrapping::flat;  ///< code exchange and /me
  NewMessage new_message = NewMessage::message;
  PostShare post_share = PostShare::ig_post;
  EntryTime entry_time = EntryTime::by_kind;
  Retries retries = Retries::up_to_36_h;
  Duration ack_limit = std::chrono::seconds{5};
  int sends_per_second = 100;
  bool echoes = true;                 ///< false: the app is not subscribed to message_echoes
  int profile_without_consent = 230;  ///< or 100
  int second_private_reply = 10900;   ///< or 10 (with subcode 2534022)
  /// plain: 400, 403 for code 10, 500 for code 2. varied: also 401 (102, 190), 403 (200–299), 429
  /// (limits).
  ErrorStatus error_status = ErrorStatus::plain;
};

json::Value to_json(const Switches& switches);
/// Changes the named ones only. Errors: sim.switch_unknown, sim.switch_invalid; then nothing
/// changed.
Status change(Switches& switches, const json::Value& wanted);

/// The Meta app whose calls are served and whose webhooks are sent.
struct App {
  std::string app_id = "990000000000001";
  std::string client_id = "880000000000001";  ///< Instagram app id
  std::string app_secret = "sim-app-secret-0001";
  std::string meta_secret = "sim-meta-secret-0001";
  enum class Signer { app_secret, meta_secret };
  Signer signer = Signer::app_secret;
  std::vector<std::string> redirect_uris = {"http://127.0.0.1:8080/oauth/callback"};
  bool human_agent = true;  ///< the Human Agent feature was granted
};

struct Options {
  App app;
  Switches switches;
  std::string public_url = "http://127.0.0.1:8090";  ///< base of paging links
  /// Between the effect of a send and the start of its echo's delivery.
  Duration echo_after = std::chrono::milliseconds{40};
  /// First pause of the growing redelivery schedule (0 s, 0 s, this, twice this, …, at most 6 h
  /// apart).
  Duration retry_first = std::chrono::seconds{1};
  std::size_t deliveries_in_flight = 64;
  /// Entries kept of each log; what is older is dropped and counted.
  std::size_t log_entries = 1'000'000;
  std::size_t changes_kept = 4'000;
  /// Off in the deterministic simulation, where nobody watches.
  bool record_changes = true;
  /// Whether accepted webhooks stay at hand for `Instagram::deliver_again`.
  enum class Keep { no, yes };
  Keep keep_accepted = Keep::no;
  /// Webhooks while nothing takes them (`deliver_with`): tried again like unanswered ones, or
  /// dropped.
  enum class NoTarget { try_again, drop };
  NoTarget no_target = NoTarget::try_again;
  enum class Reset { allowed, refused };
  Reset reset = Reset::allowed;
};

}  // namespace dunlin::instagram
