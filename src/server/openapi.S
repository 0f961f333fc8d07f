    .section .rodata
    .global dunlin_openapi_begin
    .global dunlin_openapi_end
dunlin_openapi_begin:
    .incbin "api/openapi.yaml"
dunlin_openapi_end:
    .section .note.GNU-stack,"",@progbits
