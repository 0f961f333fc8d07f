#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "net/client.h"

namespace dunlin::world {

/// The sends that are on their way to Instagram, those of dead and paused nodes included. Two to
/// one person at once never happen while each send has one owner.
class Wire {
 public:
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
  };
  /// The person (or comment) that a send goes to; nothing for marks, reads and all else.
  static std::string recipient_of(const net::ClientRequest& request);
  /// Person, and how often a send left to them while another was under way.
  [[nodiscard]] const std::map<std::string, int>& met() const { return met_; }

 private:
  std::map<std::string, int> under_way_, met_;
};

}  // namespace dunlin::world
