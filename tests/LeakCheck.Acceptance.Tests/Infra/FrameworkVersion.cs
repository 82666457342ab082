namespace LeakCheck.Acceptance.Tests.Infra;

/// <summary>A test framework in one version, with what a project needs to run its tests with every runner.</summary>
/// <param name="Name">For names of folders and tests.</param>
/// <param name="Framework">The column of the expectation table.</param>
/// <param name="Adapter">The LeakCheck package.</param>
/// <param name="Packages">Name and version of everything else.</param>
internal sealed record FrameworkVersion(string Name, Frameworks Framework, string Adapter, params IReadOnlyList<(string Name, string Version)> Packages)
{
    private static readonly (string, string) s_testSdk = ("Microsoft.NET.Test.Sdk", "18.0.1");

    public static FrameworkVersion Xunit3 { get; } = new(
        "xunit-3.2.2", Frameworks.Xunit, "LeakCheck.Xunit", ("xunit.v3", "3.2.2"), ("xunit.runner.visualstudio", "3.1.5"), s_testSdk, Trx("1.9.1"));

    public static FrameworkVersion Xunit4 { get; } = new(
        "xunit-4.0.2", Frameworks.Xunit, "LeakCheck.Xunit", ("xunit.v3", "4.0.2"), ("xunit.runner.visualstudio", "4.0.1"), s_testSdk, Trx("2.5.1"));

    /// <summary>The same with the coverage collectors of both runners.</summary>
    public static FrameworkVersion Xunit4Covered { get; } = Xunit4 with
    {
        Name = "xunit-4.0.2-covered",
        Packages = [.. Xunit4.Packages, ("coverlet.collector", "10.0.1"), ("Microsoft.Testing.Extensions.CodeCoverage", "18.1.0")],
    };

    public static FrameworkVersion NUnit44 { get; } = NUnit("4.4.0");

    public static FrameworkVersion NUnit46 { get; } = NUnit("4.6.1");

    public static FrameworkVersion NUnit5 { get; } = NUnit("5.0.0");

    public static FrameworkVersion MSTest3 { get; } = MSTest("3.11.1", "1.9.1") with { DisposesOutsideTheTest = true };

    public static FrameworkVersion MSTest4 { get; } = MSTest("4.5.3", "2.5.2");

    /// <summary>The package that brings everything else.</summary>
    public static FrameworkVersion MSTestMeta { get; } =
        new("mstest-meta-4.5.2", Frameworks.MSTest, "LeakCheck.MSTest", ("MSTest", "4.5.2")) { Properties = EnableRunner("MSTest"), NoWarn = MSTestNoWarn };

    public static FrameworkVersion MSTestSdk { get; } = new("mstest-sdk-4.5.2", Frameworks.MSTest, "LeakCheck.MSTest") { Sdk = "MSTest.Sdk/4.5.2", NoWarn = MSTestNoWarn };

    /// <summary>The same for VSTest, which such a project must choose when it is built.</summary>
    public static FrameworkVersion MSTestSdkVSTest { get; } = MSTestSdk with { Name = "mstest-sdk-vstest-4.5.2", Properties = "<UseVSTest>true</UseVSTest>", Runners = [Runner.VSTest] };

    public string Sdk { get; init; } = "Microsoft.NET.Sdk";

    public string Properties { get; init; } = "";

    public string NoWarn { get; init; } = "";

    /// <summary>True when Dispose runs outside the test's flow of execution: what it starts has no owner and comes up in the final sweep.</summary>
    public bool DisposesOutsideTheTest { get; init; }

    /// <summary>The runners that a project of this shape has.</summary>
    public IReadOnlyList<Runner> Runners { get; init; } = Enum.GetValues<Runner>();

    public static IReadOnlyList<FrameworkVersion> All { get; } =
        [Xunit3, Xunit4, NUnit44, NUnit46, NUnit5, MSTest3, MSTest4, MSTestMeta, MSTestSdk with { Runners = [Runner.Executable, Runner.TestingPlatform] }, MSTestSdkVSTest];

    // Tests that only exist to leak: always-true assertions, visible fields, constructors without parameters and the like.
    private const string MSTestNoWarn = "MSTEST0001;MSTEST0003;MSTEST0015;MSTEST0025;MSTEST0032;MSTEST0037;MSTEST0045;MSTEST0049;MSTEST0057;MSTEST0067";

    /// <summary>The version with this name; the rows of data-driven tests carry names, so that they can be told apart.</summary>
    public static FrameworkVersion Named(string name) => All.Single(v => v.Name == name);

    private static FrameworkVersion NUnit(string version) => new(
        "nunit-" + version, Frameworks.NUnit, "LeakCheck.NUnit", ("NUnit", version), ("NUnit3TestAdapter", "6.3.1"), s_testSdk, Trx("2.5.1"))
    {
        Properties = EnableRunner("NUnit"),
    };

    private static FrameworkVersion MSTest(string version, string trx) => new(
        "mstest-" + version, Frameworks.MSTest, "LeakCheck.MSTest", ("MSTest.TestFramework", version), ("MSTest.TestAdapter", version), s_testSdk, Trx(trx))
    {
        Properties = EnableRunner("MSTest"),
        NoWarn = MSTestNoWarn,
    };

    private static string EnableRunner(string framework) => $"<Enable{framework}Runner>true</Enable{framework}Runner>";

    private static (string, string) Trx(string version) => ("Microsoft.Testing.Extensions.TrxReport", version);
}
