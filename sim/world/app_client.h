#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/instagram/instagram.h"
#include "sim/world/elsewhere.h"
#include "sim/world/weather.h"
#include "sim/world/wire.h"

namespace dunlin::world {

struct OutsideOfApp {
  Weather& weather;
  instagram::Instagram& instagram;
  instagram::World place;  ///< the fake's domain, with the true time
  Wire& wire;
  Calls& calls;  ///< of this life of the App
  std::function<bool()>
      is_cut;  ///< this node does not reach Instagram now, nor Instagram's answer it
  /// A send to this person leaves this node.
  std::function<void(const std::string& person)> leaves;
};
/// What leaves the App goes into the fake's domain; a crash of the App leaves the call running
/// there.
std::unique_ptr<net::Client> app_client(OutsideOfApp outside);

}  // namespace dunlin::world
