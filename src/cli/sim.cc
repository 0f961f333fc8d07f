#include "cli/sim.h"

#include <charconv>

#include <fmt/format.h>

#include "cli/environment.h"
#include "cli/process.h"
#include "net/client_curl.h"
#include "sim/instagram/sim_server.h"

namespace dunlin::cli {
namespace {

Result<instagram::SimServerOptions> to_options(const SimArguments& arguments) {
  instagram::SimServerOptions options;
  const std::size_t colon = arguments.listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : arguments.listen.substr(colon + 1);
  const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (fault != std::errc{} || end != port.data() + port.size() || port.empty()) {
    return Error(Code::invalid, "cli.listen",
                 "--listen must be host:port, such as 127.0.0.1:8090.");
  }
  options.address = arguments.listen.substr(0, colon);
  options.deliver_to = arguments.deliver_to;
  if (!arguments.app_secret.empty()) options.instagram.app.app_secret = arguments.app_secret;
  return options;
}

void greet(const SimArguments& arguments, const instagram::SimServer& server,
           const std::string& secret) {
  const std::string address = fmt::format("http://127.0.0.1:{}", server.port());
  fmt::print(
      "The fake Instagram listens on {}\n  webhooks go to {}\n\n"
      "Start the server beside it with\n  DUNLIN_GRAPH_URL={} DUNLIN_IG_APP_SECRET={} "
      "DUNLIN_VERIFY_TOKEN=simulator \\\n  DUNLIN_IG_USER_ID={} DUNLIN_IG_ACCESS_TOKEN={} dunlin "
      "serve\n",
      address, arguments.deliver_to, address, secret, instagram::kDemoIgId, instagram::kDemoToken);
  std::fflush(stdout);
}

}  // namespace

int run_sim(const SimArguments& arguments) {
  auto options = to_options(arguments);
  if (!options) return complain(options.error());
  Process process;
  start_logging(log::Level::warning, process.clock);
  const auto client = net::make_curl_client(process.executor, {});
  const std::string secret = options->instagram.app.app_secret;
  auto server = instagram::SimServer::start(
      {process.clock, process.random, *process.timers, process.executor}, *client, *options);
  if (!server) return complain(server.error());
  greet(arguments, **server, secret);
  process.on_signal([&server] { return (*server)->stop(std::chrono::seconds{2}); });
  process.run();
  return 0;
}

}  // namespace dunlin::cli
