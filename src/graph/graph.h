#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/seams.h"
#include "base/secret.h"
#include "net/client.h"

/// Meta's API as a typed port (INSTAGRAM §3, §5, §8). Knows no product: no rules, no windows, no
/// database.
namespace dunlin::graph {

struct Options {
  std::string base_url = "https://graph.instagram.com";  ///< DUNLIN_GRAPH_URL
  std::string version = "v25.0";
  Duration deadline = std::chrono::seconds{5};
  /// Calls carry appsecret_proof, the hex HMAC-SHA256 of the token by `app_secret`.
  bool appsecret_proof = false;
  Secret<> app_secret;
};

/// With what right and by which way a call goes.
struct Caller {
  std::string ig_id;  ///< node of the account
  Secret<> token;
  std::optional<net::Proxy> proxy;
};

// --- what can be sent
// ------------------------------------------------------------------------------------
struct QuickReply {
  std::string title, payload;
};
struct Button {
  enum class Kind { web_url, postback };
  Kind kind = Kind::postback;
  std::string title, url_or_payload;
};
struct Element {
  std::string title, subtitle, image_url, default_url;
  std::vector<Button> buttons;
};
struct Text {
  std::string text;
  std::vector<QuickReply> quick_replies;
};
struct Media {
  enum class Kind { image, video, audio, file };
  Kind kind = Kind::image;
  std::string url;
};
struct ButtonTemplate {
  std::string text;
  std::vector<Button> buttons;
};
struct GenericTemplate {
  std::vector<Element> elements;
};
using Content = std::variant<Text, Media, ButtonTemplate, GenericTemplate>;

/// To a person, or as the one private reply to a comment.
struct Recipient {
  enum class Kind { person, comment };
  Kind kind = Kind::person;
  std::string id;
};

// --- outcomes
// ----------------------------------------------------------------------------------------------
/// INSTAGRAM §8.2 "Act".
enum class ErrorAct { retry, throttle, pause, reauthorise, terminal, verify };

struct GraphError {
  int http_status = 0;
  int code = 0;
  int subcode = 0;
  std::string message;  ///< Meta's words, capped at 500 bytes
  std::string trace_id;
  bool transient = false;
  ErrorAct act = ErrorAct::verify;
  std::string plain;  ///< our sentence for people
  /// The person said stop to us or blocks us (551, 10/1893015, 200/1545041).
  bool means_stop = false;
  /// For `throttle`: how long to stay away when no header says it.
  std::optional<Duration> park_for;
  /// For `retry`: fewer times than the sender's own limit.
  std::optional<int> retries;
};

/// From X-App-Usage and X-Business-Use-Case-Usage: the largest percentage seen, and how long Meta
/// asks to wait.
struct Usage {
  int percent = 0;
  std::optional<Duration> regain_after;
};

struct Sent {
  std::string message_id, recipient_id;
};
/// Nothing reached Meta for sure.
struct NotSent {
  std::string id, reason;
};
/// It may have happened: settle by echo or read-back before any retry.
struct Unknown {
  std::string id, reason;
};
struct SendAnswer {
  std::variant<Sent, GraphError, NotSent, Unknown> outcome;
  Usage usage;
};

struct ReadMessage {
  std::string mid, from_id, to_id, text;
  Instant created_at;
  bool deleted_or_too_old = false;  ///< 9000001
};
/// What Instagram left out, as of people who block the account, is empty.
struct ProfileAnswer {
  std::string id;  ///< IGSID of a person; of the account itself the IG_ID (`user_id`)
  std::string username, name;
  std::string picture_url;
  std::optional<std::int64_t> follower_count;
  std::optional<bool> follows_account, followed_by_account, verified;
};
template <class T>
struct ReadAnswer {
  std::variant<T, GraphError, NotSent, Unknown> outcome;
  Usage usage;
};

enum class SenderAction { typing_on, typing_off, mark_seen };

/// Pure: one row of INSTAGRAM §8.2. Code and subcode alone decide; what is in no row, or is no
/// Graph error at all (code 0), has the act `verify`.
GraphError classify(int http_status, std::string_view body);
Usage read_usage(const net::Headers& headers);

/// All calls are one HTTP request. Text over 1000 bytes and other faults of the caller are Graph's
/// to refuse: validate with outbound/'s capability table first.
class Graph {
 public:
  Graph(net::Client& client, Options options) : client_(client), options_(std::move(options)) {}

  /// POST /{ig_id}/messages. `human_agent` sets messaging_type MESSAGE_TAG with tag HUMAN_AGENT.
  Task<SendAnswer> send(const Caller& caller, const Recipient& recipient, const Content& content,
                        bool human_agent);
  Task<SendAnswer> sender_action(const Caller& caller, std::string igsid, SenderAction action);
  /// The newest messages (at most 20 with details) of the conversation with this person, newest
  /// first.
  Task<ReadAnswer<std::vector<ReadMessage>>> newest_messages(const Caller& caller,
                                                             std::string igsid);
  Task<ReadAnswer<ReadMessage>> message(const Caller& caller, std::string mid);
  /// Of a person who wrote or tapped; of others Meta answers 230 (consent).
  Task<ReadAnswer<ProfileAnswer>> profile(const Caller& caller, std::string igsid);
  /// GET /me?fields=user_id,username: proves a token.
  Task<ReadAnswer<ProfileAnswer>> me(const Caller& caller);

 private:
  net::Client& client_;
  Options options_;
};

/// The JSON body of a send; its sha256 is stored with the intent before the first byte leaves.
std::string send_body(const Recipient& recipient, const Content& content, bool human_agent);
/// The text that an echo or a read-back of this content carries ("" for media).
std::string echo_text(const Content& content);

}  // namespace dunlin::graph
