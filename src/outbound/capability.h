#pragma once

#include <span>
#include <string_view>

#include "accounts/accounts.h"
#include "graph/graph.h"

/// What each transport can carry: the one table that the composer, the AI, rules and the send gate
/// share (INSTAGRAM §3).
namespace dunlin::outbound {

struct MediaCapability {
  graph::Media::Kind kind;
  std::string_view name;
  std::size_t max_bytes;  ///< of the file, as Meta fetches it
  std::string_view formats;
};

struct Capability {
  /// Whether the server itself delivers, or a person or device performs a task.
  enum class Delivery { by_server, by_task };
  /// Whether Instagram's window for answers binds it.
  enum class Window { needed, not_needed };
  enum class Structured { yes, no };  ///< quick replies, buttons, cards

  accounts::Transport transport;
  std::string_view name;
  Delivery delivery;
  Window window;
  Structured structured;
  std::size_t text_bytes = 1000;  ///< UTF-8
  std::size_t quick_replies = 13;
  std::size_t quick_reply_title_chars = 20;  ///< Meta cuts longer ones
  std::size_t payload_bytes = 1000;
  std::size_t button_template_chars = 640;
  std::size_t buttons = 3;
  std::size_t button_title_chars = 20;
  std::size_t cards = 10;
  std::size_t card_title_chars = 80, card_subtitle_chars = 80;
  std::size_t url_bytes = 2000;
};

std::span<const Capability> capabilities();
std::span<const MediaCapability> media_capabilities();
const Capability& capability(accounts::Transport transport);

/// Whether the transport can carry it, judged without fetching anything. Errors (Code::invalid),
/// each with its field and a sentence: send.text_empty, send.text_too_long, send.text_encoding,
/// send.too_many, send.too_few, send.title_length, send.payload_length, send.url_invalid,
/// send.not_by_this_transport.
Status validate(const graph::Content& content, accounts::Transport transport);

}  // namespace dunlin::outbound
