#include "cli/serve.h"

#include <fmt/format.h>

#include "base/log.h"
#include "cli/environment.h"
#include "cli/page_key.h"
#include "cli/server_process.h"
#include "net/client_curl.h"

namespace dunlin::cli {
namespace {

using namespace std::chrono_literals;

constexpr Duration kGrace = 10s;

Status make_fake(ServerProcess& process) {
  if (!process.settings.simulator()) return {};
  const instagram::World world{process.clock, process.random, *process.timers, process.executor};
  auto snapshots = instagram::file_snapshots(process.settings.data_dir + "/simulator.json");
  DUNLIN_TRY(process.fake, instagram::Embedded::create(world, {}, std::move(snapshots)));
  return {};
}

Status listen(ServerProcess& process) {
  net::Handler further;
  if (process.fake) {
    further = [fake = process.fake.get()](net::Request request) {
      return fake->control(std::move(request));
    };
  }
  process.front = std::make_unique<server::Front>(*process.app, process.settings, further);
  net::ServerOptions options;
  options.address = process.settings.address;
  options.port = static_cast<std::uint16_t>(process.settings.port);
  options.tls_certificate_file = process.settings.tls_certificate;
  options.tls_key_file = process.settings.tls_key;
  options.trusted_proxies = process.settings.trusted_proxies;
  options.limits.body_limit = [app = process.app.get()](std::string_view method,
                                                        std::string_view path) {
    return app->body_limit(method, path);
  };
  auto* const front = process.front.get();
  const auto handler = [front](net::Request request) { return front->handle(std::move(request)); };
  DUNLIN_TRY(process.http, net::Server::start(process.executor, std::move(options), handler));
  return {};
}

std::string address_of(const ServerProcess& process) {
  const bool tls = !process.settings.tls_certificate.empty();
  const std::string& host = process.settings.address;
  const bool everywhere = host == "0.0.0.0" || host == "::";
  return fmt::format(
      "{}://{}:{}", tls ? "https" : "http",
      everywhere ? "127.0.0.1" : (host.find(':') == std::string::npos ? host : "[" + host + "]"),
      process.http->port());
}

/// Who opens it makes the first sign-in; nothing once somebody can sign in.
void offer_set_up(const ServerProcess& process, const Secret<>& link) {
  if (link.empty()) return;
  const std::string& named = process.settings.public_url;
  fmt::print(
      "Nobody can sign in yet. The first person does it here, once, within 24 hours:\n\n"
      "  {}/set-up#link={}\n\n",
      named.empty() ? address_of(process) : named, link.reveal());
}

void greet(const ServerProcess& process, const PageKey& key, const Secret<>& set_up_link) {
  const std::string address = address_of(process);
  if (process.storage->first_start) {
    fmt::print("Dunlin is set up: database and key are in {}.\n", process.settings.data_dir);
  }
  if (process.fake) {
    // Until somebody has a sign-in of their own, this machine's key opens the page.
    const bool nobody = !set_up_link.empty();
    fmt::print(
        "No Instagram account is connected, so the simulator runs inside.\n\n"
        "  Open  {}/{}{}\n\n",
        address, nobody ? "#key=" : "", nobody ? key.token.reveal() : "");
  } else {
    fmt::print("\n  Listening on  {}\n  Webhook       {}/webhooks/instagram\n\n", address,
               process.settings.public_url.empty() ? address : process.settings.public_url);
  }
  offer_set_up(process, set_up_link);
  fmt::print("Commands of this machine use the key in {}. Stop with Ctrl-C.\n", key.file);
  std::fflush(stdout);
}

/// Other nodes there can only be on PostgreSQL.
std::function<std::unique_ptr<db::Wakes>(db::WakesOptions)> make_wakes(ServerProcess& process) {
  if (process.settings.database_url.empty()) return {};
  return [&process](db::WakesOptions options) {
    return db::postgres_wakes({.url = process.settings.database_url,
                               .clock = process.clock,
                               .random = process.random,
                               .wakes = std::move(options)});
  };
}

Task<Status> start(ServerProcess& process) {
  process.outward = net::make_curl_client(process.executor, {});
  Status fake = make_fake(process);
  if (!fake) co_return fake;
  net::Client& client = process.fake ? process.fake->client() : *process.outward;
  const server::Outside outside{process.clock,
                                process.random,
                                *process.timers,
                                process.executor,
                                client,
                                process.storage->main,
                                process.storage->journal,
                                *process.storage->vault,
                                make_wakes(process)};
  auto app = co_await server::App::start(outside, app_options(process));
  if (!app) co_return app.error();
  process.app = std::move(*app);
  if (process.fake) {
    const auto deliver = [app = process.app.get()](net::Request request) {
      return app->handle(std::move(request));
    };
    process.fake->instagram().deliver_with(deliver, "this server");
  }
  // Whoever finds the server ready finds the key too.
  auto key = co_await make_page_key(*process.app, process.storage->main, process.settings.data_dir);
  if (!key) co_return key.error();
  Status listening = listen(process);
  if (!listening) co_return listening;
  auto link = co_await process.app->make_set_up_link();
  greet(process, *key, link ? *link : Secret<>());
  tell_supervisor("READY=1");
  co_return Status{};
}

Task<void> start_or_stop(ServerProcess& process) {
  auto started = co_await start(process);
  if (started) co_return;
  process.exit_code = complain(started.error());
  process.end();
}

Task<void> shut_down(ServerProcess& process) {
  log::info("server.stopping");
  tell_supervisor("STOPPING=1");
  if (process.fake) process.fake->instagram().stop_watching();
  if (process.app) process.app->end_streams();
  if (process.http) co_await process.http->stop(kGrace);
  if (process.fake) process.fake->instagram().deliver_with({}, "");
  if (process.app) co_await process.app->stop(kGrace);
  if (process.fake) {
    auto flushed = process.fake->flush();
    if (!flushed) log::error("simulator.not_saved", flushed.error());
  }
}

}  // namespace

int serve(const server::Settings& settings) {
  keep_files_private();
  ServerProcess process(settings);
  const Status logging = start_logging(settings, process.clock);
  if (!logging) return complain(logging.error());
  auto storage = server::open_storage(settings, process.clock, process.random);
  if (!storage) return complain(storage.error());
  process.storage = std::move(*storage);

  process.on_signal([&process] { return shut_down(process); });
  spawn(process.executor, start_or_stop(process));
  process.run();
  process.storage->main.close();
  process.storage->journal.close();
  return process.exit_code;
}

}  // namespace dunlin::cli
