using LeakCheck.Tool;

return args switch
{
    ["inspect"] => InspectCommand.Run(Console.In, Console.Out),
    ["merge", var folder] => MergeCommand.Run(folder, Console.Out, Console.Error),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet LeakCheck.Tool.dll merge DIR    write DIR/all.leakcheck.html, one page over all reports in DIR and below
               dotnet LeakCheck.Tool.dll inspect      read another process for LeakCheck (request and answer as JSON on standard input and output)
        """);
    return 2;
}
