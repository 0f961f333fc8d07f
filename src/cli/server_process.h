#pragma once

#include <memory>
#include <optional>

#include "cli/process.h"
#include "net/client.h"
#include "net/server.h"
#include "server/app.h"
#include "server/http_front.h"
#include "server/storage.h"
#include "server/worker.h"
#include "sim/instagram/embedded.h"

namespace dunlin::cli {

/// All that one running server consists of, in the order of dependence.
struct ServerProcess : Process {
  const server::Settings& settings;
  std::optional<server::Storage> storage;
  std::unique_ptr<net::Client> outward;
  std::unique_ptr<instagram::Embedded> fake;
  std::unique_ptr<server::App> app;
  std::unique_ptr<server::Front> front;
  std::unique_ptr<net::Server> http;
  server::Worker worker;
  std::shared_ptr<workspace::Passwords> passwords;
  std::shared_ptr<mail::Carrier> carrier;
  int exit_code = 0;

  explicit ServerProcess(const server::Settings& settings) : settings(settings) {}
};

/// What its settings mean for the App.
server::AppOptions app_options(ServerProcess& process);

}  // namespace dunlin::cli
