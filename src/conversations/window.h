#pragma once

#include <optional>
#include <string>

#include "base/time.h"

/// Until when an answer is allowed, and to whom (INSTAGRAM §3 Windows; PRODUCT §6.4). Pure.
namespace dunlin::conversations {

/// What opened the window. Only what a person does opens one.
enum class OpenedBy {
  message = 0,
  story_reply = 1,
  story_mention = 2,
  postback = 3,
  ad_click = 4,
  reaction = 5
};
/// Who would answer: automation, or a person of the workspace.
enum class Answerer { automation, person };

struct WindowFacts {
  std::optional<Instant>
      opened_at;  ///< the earlier of Meta's time and our receipt, of the newest opening act
  OpenedBy opened_by = OpenedBy::message;
};

struct WindowAnswer {
  enum class Leave { open, with_human_agent_tag, closed };
  Leave leave = Leave::closed;
  std::optional<Instant> closes_at;  ///< of the leave that holds now
  std::string reason;                ///< a sentence when closed
};

/// 24 h less 60 s of safety from the opening act; 7 days for a person when Meta granted Human
/// Agent. A reaction alone opens nothing. The ad-click window of 7 days is a switch (INSTAGRAM
/// marks it for the first message only). The safety covers what a clock of ours that is wrong can
/// add: no more than the time that the message took to reach us.
struct WindowPolicy {
  Duration standard = std::chrono::hours{24} - std::chrono::seconds{60};
  Duration human_agent = std::chrono::days{7} - std::chrono::seconds{60};
  Duration ad_click = std::chrono::hours{24} - std::chrono::seconds{60};
};
WindowAnswer window(const WindowFacts& facts, Answerer answerer, bool human_agent_granted,
                    Instant now, const WindowPolicy& policy = {});

}  // namespace dunlin::conversations
