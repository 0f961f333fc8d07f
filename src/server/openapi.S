    .section .rodata
    .global dunlin_openapi_begin
    .global dunlin_openapi_end
    .global dunlin_api_style_begin
    .global dunlin_api_style_end
dunlin_openapi_begin:
    .incbin "api/openapi.yaml"
dunlin_openapi_end:
dunlin_api_style_begin:
    .incbin "web/src/ui/tokens.css"
    .incbin "src/server/api_page.css"
dunlin_api_style_end:
    .section .note.GNU-stack,"",@progbits
