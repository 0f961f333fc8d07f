#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "net/client.h"

namespace dunlin::world {

/// The sends that are on their way to Instagram, those of dead and paused nodes included. Two to
/// one person at once never happen while each send has one owner. One that took effect has arrived,
/// whenever its answer comes: its echo may be there before.
class Wire {
 public:
  using Arrived = std::function<std::size_t(const std::string& person)>;
  /// `arrived`: how many sends took effect on them so far.
  explicit Wire(Arrived arrived) : arrived_(std::move(arrived)) {}

  /// One call, while it lives.
  class Passage {
   public:
    Passage(Wire& wire, std::string person);
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    ~Passage();

   private:
    Wire& wire_;
    std::string person_;
    std::uint64_t number_;
  };
  /// The person that a send goes to; nothing for marks, reads and all else.
  static std::string recipient_of(const net::ClientRequest& request);
  /// Person, and how often a send left to them while another was under way.
  [[nodiscard]] const std::map<std::string, int>& met() const { return met_; }

 private:
  /// Of the calls to a person, by number: how many sends had arrived when each began.
  std::map<std::string, std::map<std::uint64_t, std::size_t>> under_way_;
  std::map<std::string, int> met_;
  Arrived arrived_;
  std::uint64_t last_ = 0;
};

}  // namespace dunlin::world
