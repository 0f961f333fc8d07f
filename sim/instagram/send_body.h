#pragma once

#include <string>
#include <variant>

#include "json/json.h"
#include "sim/instagram/errors.h"
#include "sim/instagram/state.h"

/// The body of POST /{ig}/messages, held to INSTAGRAM §3. Pure.
namespace dunlin::instagram {

struct Outgoing {
  enum class Weight { light, media };  ///< media: audio and video, which have a limit of their own
  Weight weight = Weight::light;
  std::string text;
  json::Value attachments;    ///< as in Message
  json::Value quick_replies;  ///< titles cut to 20 characters
};

struct SendWish {
  enum class Kind { message, sender_action, reaction };
  Kind kind = Kind::message;
  std::string igsid;  ///< one of these two
  std::string comment_id;
  Outgoing message;
  bool human_agent = false;
  std::string action;         ///< typing_on, typing_off, mark_seen, react, unreact
  std::string mid, reaction;  ///< of a reaction
};

std::variant<SendWish, GraphError> read_send(const json::Object& body, const std::string& ig_id,
                                             const State& state);

/// `message` of a send or of an upload.
std::variant<Outgoing, GraphError> read_message(const json::Object& message,
                                                const std::string& ig_id, const State& state);
/// {"type":…,"payload":{…}} with its attachment_id resolved. `reusable`: is_reusable is welcome
/// (uploads).
enum class Reusable { refused, welcome };
std::variant<json::Value, GraphError> read_attachment(const json::Object& attachment,
                                                      const std::string& ig_id, const State& state,
                                                      Reusable reusable);
std::variant<json::Value, GraphError> read_template(const json::Object& payload);

/// Judges the address as Meta would judge the file: 100/2018008, 2018047, 2018109.
std::optional<GraphError> judge_media_url(std::string_view type, std::string_view url);

std::size_t characters(std::string_view utf8);
std::string_view first_characters(std::string_view utf8, std::size_t count);

/// Strings only: "" when absent or of another type.
std::string text_in(const json::Object& object, std::string_view key);
const json::Object* object_in(const json::Object& object, std::string_view key);

}  // namespace dunlin::instagram
