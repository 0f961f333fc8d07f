#include "sim/world/wire.h"

#include <string_view>

namespace dunlin::world {

Wire::Passage::Passage(Wire& wire, std::string person)
    : wire_(wire), person_(std::move(person)), number_(++wire.last_) {
  if (person_.empty()) return;
  auto& under_way = wire_.under_way_[person_];
  const std::size_t arrived = wire_.arrived_(person_);
  for (const auto& [number, before] : under_way) {
    if (arrived == before) ++wire_.met_[person_];
  }
  under_way[number_] = arrived;
}

Wire::Passage::~Passage() {
  if (!person_.empty()) wire_.under_way_[person_].erase(number_);
}

std::string Wire::recipient_of(const net::ClientRequest& request) {
  constexpr std::string_view kRecipient = "\"recipient\":{\"id\":\"";
  const bool is_send = request.kind == net::ClientRequest::Kind::effect &&
                       request.body.find("\"message\"") != std::string::npos;
  const auto at = request.body.find(kRecipient);
  if (!is_send || at == std::string::npos) return {};
  const auto begin = at + kRecipient.size();
  return request.body.substr(begin, request.body.find('"', begin) - begin);
}

}  // namespace dunlin::world
