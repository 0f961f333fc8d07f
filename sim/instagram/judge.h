#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/time.h"

/// What the fake saw, for the checks R1, R2, R8 of RELIABILITY: append-only, by bytes received.
namespace dunlin::instagram {

/// A message that took effect on a person.
struct Send {
  std::uint64_t ordinal = 0;  ///< of the request
  Instant at{};
  std::string ig_id{}, igsid{};
  std::string mid{};
  std::string text{};         ///< empty for media and templates
  std::string text_sha256{};  ///< hex
  std::string body_sha256{};  ///< hex, of the request body as received
  std::string comment_id{};   ///< of a private reply
  bool human_agent = false;
};

/// One Graph request and how it ended. `status` 0: the connection was dropped.
struct Call {
  std::uint64_t ordinal = 0;
  Instant at{};
  std::string ig_id{};  ///< empty when the token is unknown
  std::string
      what;  ///< "send", "private_reply", "sender_action", "conversations", "message", "profile", …
  int status = 0;
  int code = 0, subcode = 0;
  bool effect = false;
  /// It passed a limit of INSTAGRAM §8.1, or came while the account was throttled.
  bool over_limit = false;
};

struct Attempt {
  Instant at{};
  int status = 0;       ///< 0: no answer in time
  std::string fault{};  ///< "wrong_signature", "answer_lost", "no_target"
};

/// One webhook body and what became of it.
struct Delivery {
  enum class State { waiting, accepted, dropped };
  std::uint64_t id = 0;
  std::string ig_id{};
  /// "message:<mid>", "echo:<mid>", "read:<mid>", "comments:<id>", …
  std::vector<std::string> events{};
  std::string body_sha256{};
  Instant first_at{};
  State state = State::waiting;
  std::vector<Attempt> attempts{};
};

/// Keeps the newest `capacity` entries; `dropped` says how many older ones are gone.
template <class T>
class Log {
 public:
  explicit Log(std::size_t capacity) : capacity_(capacity) {}
  T& add(T entry) {
    entries_.push_back(std::move(entry));
    if (entries_.size() > capacity_) {
      entries_.pop_front();
      ++dropped_;
    }
    return entries_.back();
  }
  [[nodiscard]] const std::deque<T>& all() const { return entries_; }
  [[nodiscard]] std::deque<T>& all() { return entries_; }
  [[nodiscard]] std::size_t dropped() const { return dropped_; }
  void clear() { entries_.clear(), dropped_ = 0; }

 private:
  std::size_t capacity_;
  std::size_t dropped_ = 0;
  std::deque<T> entries_;
};

}  // namespace dunlin::instagram
