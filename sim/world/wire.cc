#include "sim/world/wire.h"

#include <utility>

namespace dunlin::world {

Wire::Passage::Passage(Wire& wire, std::string person) : wire_(wire), person_(std::move(person)) {
  if (person_.empty()) return;
  if (wire_.under_way_[person_]++ > 0) ++wire_.met_[person_];
}

Wire::Passage::~Passage() {
  if (!person_.empty()) --wire_.under_way_[person_];
}

std::string Wire::recipient_of(const net::ClientRequest& request) {
  constexpr std::string_view kRecipient = "\"recipient\":{";
  const bool is_send = request.kind == net::ClientRequest::Kind::effect &&
                       request.body.find("\"message\"") != std::string::npos;
  const auto at = request.body.find(kRecipient);
  if (!is_send || at == std::string::npos) return {};
  const auto begin = at + kRecipient.size();
  return request.body.substr(begin, request.body.find('}', begin) - begin);
}

}  // namespace dunlin::world
