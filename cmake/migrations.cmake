# Compiles the migrations into dunlin_db, so that the program brings its schema along.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/migrations/*/*.sql)
set(embedded_migrations ${CMAKE_BINARY_DIR}/generated/embedded_migrations.cc)
add_custom_command(
  OUTPUT ${embedded_migrations}
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR}/migrations -DOUTPUT=${embedded_migrations}
          -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
  DEPENDS ${migration_files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
  COMMENT "Embedding migrations" VERBATIM)
add_custom_target(dunlin_migrations DEPENDS ${embedded_migrations})
target_sources(dunlin_db PRIVATE ${embedded_migrations})
