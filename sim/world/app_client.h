#pragma once

#include <memory>

#include "net/client.h"
#include "sim/instagram/instagram.h"
#include "sim/world/elsewhere.h"
#include "sim/world/weather.h"

namespace dunlin::world {

struct OutsideOfApp {
  Weather& weather;
  instagram::Instagram& instagram;
  instagram::World place;  ///< the fake's domain, with the true time
  Calls& calls;            ///< of this life of the App
};
/// What leaves the App goes into the fake's domain; a crash of the App leaves the call running
/// there.
std::unique_ptr<net::Client> app_client(OutsideOfApp outside);

}  // namespace dunlin::world
